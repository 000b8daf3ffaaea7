;; `addToRows` of associator.ts with two numbers to an instruction: the same products and sums, in the same order.
(module
  (import "rows" "memory" (memory 1))
  ;; Addresses of the first row, of the end of the last one, of the first row's overlap and of the vector; its bytes; the step.
  (func (export "add")
    (param $row i32) (param $end i32) (param $overlap i32) (param $vector i32) (param $bytes i32) (param $step f64)
    (local $gain f64) (local $gains v128) (local $at i32) (local $pairs i32)
    (local.set $pairs (i32.and (local.get $bytes) (i32.const -16)))
    (block $done
      (loop $rows
        (br_if $done (i32.ge_u (local.get $row) (local.get $end)))
        (local.set $gain (f64.mul (local.get $step) (f64.load (local.get $overlap))))
        (local.set $gains (f64x2.splat (local.get $gain)))
        (local.set $at (i32.const 0))
        (block $odd
          (loop $columns
            (br_if $odd (i32.ge_u (local.get $at) (local.get $pairs)))
            (v128.store (i32.add (local.get $row) (local.get $at))
              (f64x2.add
                (v128.load (i32.add (local.get $row) (local.get $at)))
                (f64x2.mul (local.get $gains) (v128.load (i32.add (local.get $vector) (local.get $at))))))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br $columns)))
        (if (i32.lt_u (local.get $at) (local.get $bytes))
          (then
            (f64.store (i32.add (local.get $row) (local.get $at))
              (f64.add
                (f64.load (i32.add (local.get $row) (local.get $at)))
                (f64.mul (local.get $gain) (f64.load (i32.add (local.get $vector) (local.get $at))))))))
        (local.set $row (i32.add (local.get $row) (local.get $bytes)))
        (local.set $overlap (i32.add (local.get $overlap) (i32.const 8)))
        (br $rows)))))
