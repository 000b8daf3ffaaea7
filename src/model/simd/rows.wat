;; `plainRows.add` of associator.ts with two numbers to an instruction: the same products and sums, in the same order.
(module
  (import "simd" "memory" (memory 1))
  ;; Addresses of the first row of either matrix, of the end of the last row of the slow one, of the first row's overlap and of
  ;; the vector; its bytes; the two steps.
  (func (export "add")
    (param $slow i32) (param $fast i32) (param $end i32) (param $overlap i32) (param $vector i32) (param $bytes i32)
    (param $slowStep f64) (param $fastStep f64)
    (local $slowGain f64) (local $fastGain f64) (local $at i32) (local $pairs i32) (local $two v128)
    (local.set $pairs (i32.and (local.get $bytes) (i32.const -16)))
    (block $done
      (loop $rows
        (br_if $done (i32.ge_u (local.get $slow) (local.get $end)))
        (local.set $slowGain (f64.mul (local.get $slowStep) (f64.load (local.get $overlap))))
        (local.set $fastGain (f64.mul (local.get $fastStep) (f64.load (local.get $overlap))))
        (local.set $at (i32.const 0))
        (block $odd
          (loop $columns
            (br_if $odd (i32.ge_u (local.get $at) (local.get $pairs)))
            (local.set $two (v128.load (i32.add (local.get $vector) (local.get $at))))
            (v128.store (i32.add (local.get $slow) (local.get $at))
              (f64x2.add
                (v128.load (i32.add (local.get $slow) (local.get $at)))
                (f64x2.mul (f64x2.splat (local.get $slowGain)) (local.get $two))))
            (v128.store (i32.add (local.get $fast) (local.get $at))
              (f64x2.add
                (v128.load (i32.add (local.get $fast) (local.get $at)))
                (f64x2.mul (f64x2.splat (local.get $fastGain)) (local.get $two))))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br $columns)))
        (if (i32.lt_u (local.get $at) (local.get $bytes))
          (then
            (f64.store (i32.add (local.get $slow) (local.get $at))
              (f64.add
                (f64.load (i32.add (local.get $slow) (local.get $at)))
                (f64.mul (local.get $slowGain) (f64.load (i32.add (local.get $vector) (local.get $at))))))
            (f64.store (i32.add (local.get $fast) (local.get $at))
              (f64.add
                (f64.load (i32.add (local.get $fast) (local.get $at)))
                (f64.mul (local.get $fastGain) (f64.load (i32.add (local.get $vector) (local.get $at))))))))
        (local.set $slow (i32.add (local.get $slow) (local.get $bytes)))
        (local.set $fast (i32.add (local.get $fast) (local.get $bytes)))
        (local.set $overlap (i32.add (local.get $overlap) (i32.const 8)))
        (br $rows)))))
