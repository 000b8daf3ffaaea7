;; PCG64's next outputs, as `nextOutputs` in random.ts draws them: 128-bit numbers are two words of 64 bits, the lower one
;; first. The memory holds the state, the increment, and behind them the outputs.
(module
  (memory (export "memory") 1)
  (func (export "next") (param $count i32)
    (local $low i64) (local $high i64) (local $stepLow i64) (local $stepHigh i64)
    (local $a i64) (local $b i64) (local $ac i64) (local $ad i64) (local $bc i64) (local $middle i64) (local $carried i64)
    (local $at i32) (local $end i32)
    (local.set $low (i64.load (i32.const 0)))
    (local.set $high (i64.load (i32.const 8)))
    (local.set $stepLow (i64.load (i32.const 16)))
    (local.set $stepHigh (i64.load (i32.const 24)))
    (local.set $at (i32.const 32))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 3))))
    (loop $outputs
      ;; The upper word of low · multiplier, from products of halves: (a + b·2^32) · (c + d·2^32).
      (local.set $a (i64.and (local.get $low) (i64.const 0xffffffff)))
      (local.set $b (i64.shr_u (local.get $low) (i64.const 32)))
      (local.set $ac (i64.mul (local.get $a) (i64.const 0x9fccf645)))
      (local.set $ad (i64.mul (local.get $a) (i64.const 0x4385df64)))
      (local.set $bc (i64.mul (local.get $b) (i64.const 0x9fccf645)))
      (local.set $middle
        (i64.add (i64.shr_u (local.get $ac) (i64.const 32))
          (i64.add (i64.and (local.get $ad) (i64.const 0xffffffff)) (i64.and (local.get $bc) (i64.const 0xffffffff)))))
      (local.set $carried
        (i64.add
          (i64.add (i64.mul (local.get $b) (i64.const 0x4385df64)) (i64.shr_u (local.get $middle) (i64.const 32)))
          (i64.add (i64.shr_u (local.get $ad) (i64.const 32)) (i64.shr_u (local.get $bc) (i64.const 32)))))
      ;; state ← state · multiplier + increment
      (local.set $high
        (i64.add
          (i64.add (local.get $carried) (i64.mul (local.get $high) (i64.const 0x4385df649fccf645)))
          (i64.add (i64.mul (local.get $low) (i64.const 0x2360ed051fc65da4)) (local.get $stepHigh))))
      (local.set $low (i64.add (i64.mul (local.get $low) (i64.const 0x4385df649fccf645)) (local.get $stepLow)))
      (local.set $high (i64.add (local.get $high) (i64.extend_i32_u (i64.lt_u (local.get $low) (local.get $stepLow)))))
      (i64.store (local.get $at)
        (i64.rotr (i64.xor (local.get $high) (local.get $low)) (i64.shr_u (local.get $high) (i64.const 58))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $outputs (i32.ne (local.get $at) (local.get $end))))
    (i64.store (i32.const 0) (local.get $low))
    (i64.store (i32.const 8) (local.get $high))))
