;; The gradient of network.ts for logistic hidden units, two numbers to an instruction: the same products and sums, in the same
;; order. Two patterns, A and B, go through at a time. Every parameter is an address, or the bytes of a row: $dim of output units
;; (and of inputs), a multiple of two numbers; $hidden of hidden units, of four.
(module
  (import "simd" "memory" (memory 1))
  ;; The largest net inputs of either sign.
  (global $widest (mut v128) (v128.const f64x2 0 0))

  ;; Adds $c times the row at $from to the one from $to to $end.
  (func $addRow (param $to i32) (param $end i32) (param $c f64) (param $from i32)
    (local $factor v128)
    (local.set $factor (f64x2.splat (local.get $c)))
    (loop $columns
      (v128.store (local.get $to) (f64x2.add
        (v128.load (local.get $to))
        (f64x2.mul (local.get $factor) (v128.load (local.get $from)))))
      (v128.store offset=16 (local.get $to) (f64x2.add
        (v128.load offset=16 (local.get $to))
        (f64x2.mul (local.get $factor) (v128.load offset=16 (local.get $from)))))
      (local.set $from (i32.add (local.get $from) (i32.const 32)))
      (br_if $columns (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 32))) (local.get $end)))))

  ;; 1 / (1 + exp(−x)) of the numbers from $at to $end, in place. exp is that of FDLIBM's e_exp.c, which V8 has too: x is
  ;; k ln 2 + r, and exp(r) comes from a rational function of r. Up to |x| = 700 nothing overflows or is denormal.
  (func $logistic (param $at i32) (param $end i32)
    (local $x v128) (local $abs v128) (local $k v128) (local $hi v128) (local $lo v128)
    (local $r v128) (local $t v128) (local $y v128)
    (loop $units
      (local.set $x (f64x2.neg (v128.load (local.get $at))))
      (local.set $abs (f64x2.abs (local.get $x)))
      (global.set $widest (f64x2.max (global.get $widest) (local.get $abs)))
      ;; k is 0 up to about ln 2 / 2, and x / ln 2 rounded beyond it.
      (local.set $k (v128.and
        (f64x2.ge (local.get $abs) (i64x2.splat (i64.const 0x3fd62e4300000000)))
        (f64x2.trunc (f64x2.add
          (f64x2.mul (local.get $x) (f64x2.splat (f64.const 1.44269504088896338700e+00)))
          (v128.or (f64x2.splat (f64.const 0.5)) (v128.and (local.get $x) (f64x2.splat (f64.const -0))))))))
      (local.set $hi (f64x2.sub (local.get $x) (f64x2.mul (local.get $k) (f64x2.splat (f64.const 6.93147180369123816490e-01)))))
      (local.set $lo (f64x2.mul (local.get $k) (f64x2.splat (f64.const 1.90821492927058770002e-10))))
      (local.set $r (f64x2.sub (local.get $hi) (local.get $lo)))
      (local.set $t (f64x2.mul (local.get $r) (local.get $r)))
      (local.set $y (f64x2.mul (local.get $t) (f64x2.splat (f64.const 4.13813679705723846039e-08))))
      (local.set $y (f64x2.mul (local.get $t) (f64x2.add (f64x2.splat (f64.const -1.65339022054652515390e-06)) (local.get $y))))
      (local.set $y (f64x2.mul (local.get $t) (f64x2.add (f64x2.splat (f64.const 6.61375632143793436117e-05)) (local.get $y))))
      (local.set $y (f64x2.mul (local.get $t) (f64x2.add (f64x2.splat (f64.const -2.77777777770155933842e-03)) (local.get $y))))
      (local.set $y (f64x2.mul (local.get $t) (f64x2.add (f64x2.splat (f64.const 1.66666666666666019037e-01)) (local.get $y))))
      (local.set $y (f64x2.sub (local.get $r) (local.get $y)))
      (local.set $y (f64x2.div (f64x2.mul (local.get $r) (local.get $y)) (f64x2.sub (f64x2.splat (f64.const 2)) (local.get $y))))
      (local.set $y (f64x2.sub
        (f64x2.splat (f64.const 1))
        (f64x2.sub (f64x2.sub (local.get $lo) (local.get $y)) (local.get $hi))))
      ;; 2 to the power k: k plus the bias of exponents, 1023, is in the low bits after 2 to the power 52 is added.
      (local.set $y (f64x2.mul (local.get $y)
        (i64x2.shl (f64x2.add (local.get $k) (f64x2.splat (f64.const 4503599627371519))) (i32.const 52))))
      (local.set $y (v128.bitselect
        (f64x2.add (f64x2.splat (f64.const 1)) (local.get $x)) (local.get $y)
        (f64x2.lt (local.get $abs) (i64x2.splat (i64.const 0x3e30000000000000)))))
      ;; V8 has the number e itself for exp(1).
      (local.set $y (v128.bitselect
        (f64x2.splat (f64.const 2.718281828459045)) (local.get $y)
        (f64x2.eq (local.get $x) (f64x2.splat (f64.const 1)))))
      (v128.store (local.get $at) (f64x2.div (f64x2.splat (f64.const 1)) (f64x2.add (f64x2.splat (f64.const 1)) (local.get $y))))
      (br_if $units (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))))

  ;; The activities of the hidden units for an input.
  (func $activate (param $weights i32) (param $input i32) (param $activity i32) (param $dim i32) (param $hidden i32)
    (local $end i32) (local $last i32) (local $value f64)
    (local.set $end (i32.add (local.get $activity) (local.get $hidden)))
    (local.set $last (i32.add (local.get $input) (local.get $dim)))
    ;; The biases come after the other weights.
    (memory.copy
      (local.get $activity)
      (i32.add (local.get $weights) (i32.mul (i32.shr_u (local.get $dim) (i32.const 3)) (local.get $hidden)))
      (local.get $hidden))
    (loop $inputs
      (local.set $value (f64.load (local.get $input)))
      (if (f64.ne (local.get $value) (f64.const 0))
        (then (call $addRow (local.get $activity) (local.get $end) (local.get $value) (local.get $weights))))
      (local.set $weights (i32.add (local.get $weights) (local.get $hidden)))
      (br_if $inputs (i32.lt_u (local.tee $input (i32.add (local.get $input) (i32.const 8))) (local.get $last))))
    (call $logistic (local.get $activity) (local.get $end)))

  ;; The activities of the output units, into $outputA and $outputB, which are side by side.
  (func $output (param $weights i32) (param $hiddenA i32) (param $hiddenB i32) (param $outputA i32) (param $outputB i32)
    (param $dim i32) (param $hidden i32)
    (local $column i32) (local $w i32) (local $a i32) (local $b i32) (local $end i32)
    (local $first v128) (local $second v128) (local $sumA v128) (local $sumB v128)
    (local.set $end (i32.add (local.get $hiddenA) (local.get $hidden)))
    (loop $columns
      (local.set $w (i32.add (local.get $weights) (local.get $column)))
      (local.set $sumA (v128.load
        (i32.add (local.get $w) (i32.mul (i32.shr_u (local.get $hidden) (i32.const 3)) (local.get $dim)))))
      (local.set $sumB (local.get $sumA))
      (local.set $a (local.get $hiddenA))
      (local.set $b (local.get $hiddenB))
      (loop $units
        (local.set $first (v128.load (local.get $w)))
        (local.set $w (i32.add (local.get $w) (local.get $dim)))
        (local.set $second (v128.load (local.get $w)))
        (local.set $w (i32.add (local.get $w) (local.get $dim)))
        (local.set $sumA (f64x2.add (local.get $sumA) (f64x2.add
          (f64x2.mul (local.get $first) (v128.load64_splat (local.get $a)))
          (f64x2.mul (local.get $second) (v128.load64_splat offset=8 (local.get $a))))))
        (local.set $sumB (f64x2.add (local.get $sumB) (f64x2.add
          (f64x2.mul (local.get $first) (v128.load64_splat (local.get $b)))
          (f64x2.mul (local.get $second) (v128.load64_splat offset=8 (local.get $b))))))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (br_if $units (i32.lt_u (local.tee $a (i32.add (local.get $a) (i32.const 16))) (local.get $end))))
      (v128.store (i32.add (local.get $outputA) (local.get $column)) (local.get $sumA))
      (v128.store (i32.add (local.get $outputB) (local.get $column)) (local.get $sumB))
      (br_if $columns (i32.lt_u (local.tee $column (i32.add (local.get $column) (i32.const 16))) (local.get $dim))))
    (call $logistic (local.get $outputA) (i32.add (local.get $outputB) (local.get $dim))))

  ;; Activities less targets. Returns the largest of their sizes and $largest.
  (func $errors (param $error i32) (param $targets i32) (param $dim i32) (param $largest v128) (result v128)
    (local $k i32) (local $e v128)
    (loop $units
      (local.set $e (f64x2.sub
        (v128.load (i32.add (local.get $error) (local.get $k)))
        (v128.load (i32.add (local.get $targets) (local.get $k)))))
      (v128.store (i32.add (local.get $error) (local.get $k)) (local.get $e))
      (local.set $largest (f64x2.max (local.get $largest) (f64x2.abs (local.get $e))))
      (br_if $units (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 16))) (local.get $dim))))
    (local.get $largest))

  ;; Adds the gradient of the weights to the output units, and puts the derivatives in the place of the hidden activities.
  (func $outputGradient (param $weights i32) (param $gradient i32) (param $hiddenA i32) (param $hiddenB i32)
    (param $errorA i32) (param $errorB i32) (param $both i32) (param $dim i32) (param $hidden i32)
    (local $k i32) (local $h i32) (local $at i32) (local $next i32) (local $end i32) (local $eA v128) (local $eB v128)
    (local $a v128) (local $b v128) (local $nextA v128) (local $nextB v128) (local $back v128) (local $nextBack v128)
    (local.set $at (local.get $both))
    (loop $turns
      (local.set $eA (v128.load (i32.add (local.get $errorA) (local.get $k))))
      (local.set $eB (v128.load (i32.add (local.get $errorB) (local.get $k))))
      (v128.store (local.get $at)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $eA) (local.get $eB)))
      (v128.store offset=16 (local.get $at)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $eA) (local.get $eB)))
      (local.set $at (i32.add (local.get $at) (i32.const 32)))
      (br_if $turns (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 16))) (local.get $dim))))
    (local.set $end (local.get $at))
    (loop $units
      (local.set $at (i32.add (local.get $hiddenA) (local.get $h)))
      (local.set $a (v128.load64_splat (local.get $at)))
      (local.set $nextA (v128.load64_splat offset=8 (local.get $at)))
      (local.set $at (i32.add (local.get $hiddenB) (local.get $h)))
      (local.set $b (v128.load64_splat (local.get $at)))
      (local.set $nextB (v128.load64_splat offset=8 (local.get $at)))
      (local.set $k (i32.const 0))
      (loop $columns
        (local.set $eA (v128.load (i32.add (local.get $errorA) (local.get $k))))
        (local.set $eB (v128.load (i32.add (local.get $errorB) (local.get $k))))
        (local.set $at (i32.add (local.get $gradient) (local.get $k)))
        (v128.store (local.get $at) (f64x2.add (v128.load (local.get $at))
          (f64x2.add (f64x2.mul (local.get $a) (local.get $eA)) (f64x2.mul (local.get $b) (local.get $eB)))))
        (local.set $at (i32.add (local.get $at) (local.get $dim)))
        (v128.store (local.get $at) (f64x2.add (v128.load (local.get $at))
          (f64x2.add (f64x2.mul (local.get $nextA) (local.get $eA)) (f64x2.mul (local.get $nextB) (local.get $eB)))))
        (br_if $columns (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 16))) (local.get $dim))))
      (local.set $gradient (i32.add (local.get $at) (i32.const 16)))
      ;; Here the numbers of an instruction are those of A and of B.
      (local.set $back (v128.const f64x2 0 0))
      (local.set $nextBack (v128.const f64x2 0 0))
      (local.set $next (i32.add (local.get $weights) (local.get $dim)))
      (local.set $at (local.get $both))
      (loop $errors
        (local.set $eA (v128.load (local.get $at)))
        (local.set $back (f64x2.add (local.get $back)
          (f64x2.mul (local.get $eA) (v128.load64_splat (local.get $weights)))))
        (local.set $nextBack (f64x2.add (local.get $nextBack)
          (f64x2.mul (local.get $eA) (v128.load64_splat (local.get $next)))))
        (local.set $eB (v128.load offset=16 (local.get $at)))
        (local.set $back (f64x2.add (local.get $back)
          (f64x2.mul (local.get $eB) (v128.load64_splat offset=8 (local.get $weights)))))
        (local.set $nextBack (f64x2.add (local.get $nextBack)
          (f64x2.mul (local.get $eB) (v128.load64_splat offset=8 (local.get $next)))))
        (local.set $weights (i32.add (local.get $weights) (i32.const 16)))
        (local.set $next (i32.add (local.get $next) (i32.const 16)))
        (br_if $errors (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $end))))
      (local.set $weights (local.get $next))
      (local.set $at (i32.add (local.get $hiddenA) (local.get $h)))
      (local.set $a (v128.load (local.get $at)))
      (v128.store (local.get $at) (f64x2.mul
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $back) (local.get $nextBack))
        (f64x2.mul (local.get $a) (f64x2.sub (f64x2.splat (f64.const 1)) (local.get $a)))))
      (local.set $at (i32.add (local.get $hiddenB) (local.get $h)))
      (local.set $b (v128.load (local.get $at)))
      (v128.store (local.get $at) (f64x2.mul
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $back) (local.get $nextBack))
        (f64x2.mul (local.get $b) (f64x2.sub (f64x2.splat (f64.const 1)) (local.get $b)))))
      (br_if $units (i32.lt_u (local.tee $h (i32.add (local.get $h) (i32.const 16))) (local.get $hidden))))
    (local.set $k (i32.const 0))
    (loop $biases
      (local.set $at (i32.add (local.get $gradient) (local.get $k)))
      (v128.store (local.get $at) (f64x2.add (v128.load (local.get $at)) (f64x2.add
        (v128.load (i32.add (local.get $errorA) (local.get $k)))
        (v128.load (i32.add (local.get $errorB) (local.get $k))))))
      (br_if $biases (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 16))) (local.get $dim)))))

  ;; Adds the gradient of the weights to the hidden units for an input.
  (func $hiddenGradient (param $gradient i32) (param $input i32) (param $derivative i32) (param $dim i32) (param $hidden i32)
    (local $last i32) (local $value f64) (local $next i32)
    (local.set $last (i32.add (local.get $input) (local.get $dim)))
    (loop $inputs
      (local.set $next (i32.add (local.get $gradient) (local.get $hidden)))
      (local.set $value (f64.load (local.get $input)))
      (if (f64.ne (local.get $value) (f64.const 0))
        (then (call $addRow (local.get $gradient) (local.get $next) (local.get $value) (local.get $derivative))))
      (local.set $gradient (local.get $next))
      (br_if $inputs (i32.lt_u (local.tee $input (i32.add (local.get $input) (i32.const 8))) (local.get $last))))
    (call $addRow (local.get $gradient) (i32.add (local.get $gradient) (local.get $hidden)) (f64.const 1)
      (local.get $derivative)))

  ;; Adds the gradient of $count patterns; zeros come after the last input. Returns the largest error, or −1 where a net
  ;; input is no number or beyond ±700.
  (func (export "gradient") (param $weights i32) (param $gradient i32) (param $inputs i32) (param $targets i32) (param $room i32)
    (param $count i32) (param $dim i32) (param $hidden i32) (result f64)
    (local $hiddenB i32) (local $errorA i32) (local $errorB i32) (local $both i32) (local $layer i32) (local $largest v128)
    (global.set $widest (v128.const f64x2 0 0))
    (local.set $hiddenB (i32.add (local.get $room) (local.get $hidden)))
    (local.set $errorA (i32.add (local.get $hiddenB) (local.get $hidden)))
    (local.set $errorB (i32.add (local.get $errorA) (local.get $dim)))
    (local.set $both (i32.add (local.get $errorB) (local.get $dim)))
    (local.set $layer (i32.mul (i32.add (i32.shr_u (local.get $dim) (i32.const 3)) (i32.const 1)) (local.get $hidden)))
    (loop $patterns
      (call $activate (local.get $weights) (local.get $inputs) (local.get $room) (local.get $dim) (local.get $hidden))
      (call $activate (local.get $weights) (i32.add (local.get $inputs) (local.get $dim)) (local.get $hiddenB)
        (local.get $dim) (local.get $hidden))
      (call $output (i32.add (local.get $weights) (local.get $layer)) (local.get $room) (local.get $hiddenB)
        (local.get $errorA) (local.get $errorB) (local.get $dim) (local.get $hidden))
      (local.set $largest (call $errors (local.get $errorA) (local.get $targets) (local.get $dim) (local.get $largest)))
      (local.set $targets (i32.add (local.get $targets) (local.get $dim)))
      (if (i32.gt_s (local.get $count) (i32.const 1))
        (then (local.set $largest
          (call $errors (local.get $errorB) (local.get $targets) (local.get $dim) (local.get $largest))))
        ;; The last of an odd number of patterns goes with one that has no error.
        (else (memory.fill (local.get $errorB) (i32.const 0) (local.get $dim))))
      (local.set $targets (i32.add (local.get $targets) (local.get $dim)))
      (call $outputGradient (i32.add (local.get $weights) (local.get $layer)) (i32.add (local.get $gradient) (local.get $layer))
        (local.get $room) (local.get $hiddenB) (local.get $errorA) (local.get $errorB) (local.get $both)
        (local.get $dim) (local.get $hidden))
      (call $hiddenGradient (local.get $gradient) (local.get $inputs) (local.get $room) (local.get $dim) (local.get $hidden))
      (local.set $inputs (i32.add (local.get $inputs) (local.get $dim)))
      (call $hiddenGradient (local.get $gradient) (local.get $inputs) (local.get $hiddenB) (local.get $dim) (local.get $hidden))
      (local.set $inputs (i32.add (local.get $inputs) (local.get $dim)))
      (br_if $patterns (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 2))) (i32.const 0))))
    (select
      (f64.max (f64x2.extract_lane 0 (local.get $largest)) (f64x2.extract_lane 1 (local.get $largest)))
      (f64.const -1)
      (f64.le
        (f64.max (f64x2.extract_lane 0 (global.get $widest)) (f64x2.extract_lane 1 (global.get $widest)))
        (f64.const 700)))))
