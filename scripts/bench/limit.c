/*
 * What the machine gives: the run at the defaults in C, in the dual form in which the model computes it, to set a warm run of
 * the model beside. Its random numbers come from the same kind of generator, but not from NumPy's seeding, so the numbers are
 * those of another seed; the work is the same.
 *
 *   cc -O3 -march=native -o limit limit.c -lm && ./limit
 *
 * prints how many milliseconds each counted run took, one a line.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DIM = 50, PAIRS = 20, ALL = 2 * PAIRS, REHEARSED = 5, SWEEPS = 30, REHEARSAL_SWEEPS = 5 };
enum { RECORDS = 2 + 2 * SWEEPS + REHEARSAL_SWEEPS, WARM_UP = 100, COUNTED = 201 };
static const double SLOW_RATE = 0.1, FAST_RATE = 0.5, DECAY = 0.9;

/* Inputs and targets of A, then of B; the inner products of all inputs. */
static double input[ALL][DIM], target[ALL][DIM], gram[ALL][ALL];
/* What each component gives for each input, and its coefficients: W = sum over pairs of coefficient times input, transposed. */
static double slow[ALL][DIM], fast[ALL][DIM], slow_coefficient[ALL][DIM], fast_coefficient[ALL][DIM];
/* The fast component is kept divided by this, so that a decay is one multiplication. */
static double fast_scale;

struct record {
  int bits_a, bits_b;
  double slow_norm, fast_norm;
};
static struct record history[RECORDS];
static int records;

/* PCG64. */
static unsigned __int128 state, increment;
static uint32_t kept;
static int has_kept;

static void seed(uint64_t number) {
  state = number * 0x9e3779b97f4a7c15ULL;
  increment = (state << 1) | 1;
  has_kept = 0;
}

static uint64_t next64(void) {
  const unsigned __int128 multiplier = ((unsigned __int128)0x2360ed051fc65da4ULL << 64) | 0x4385df649fccf645ULL;
  state = state * multiplier + increment;
  const uint64_t folded = (uint64_t)(state >> 64) ^ (uint64_t)state;
  const unsigned turn = (unsigned)(state >> 122);
  return (folded >> turn) | (folded << (-turn & 63));
}

static uint32_t next32(void) {
  if (has_kept) {
    has_kept = 0;
    return kept;
  }
  const uint64_t both = next64();
  kept = (uint32_t)(both >> 32);
  has_kept = 1;
  return (uint32_t)both;
}

static void shuffle(int *order, int count) {
  for (int i = count - 1; i > 0; i--) {
    const uint32_t mask = UINT32_MAX >> __builtin_clz((unsigned)i);
    uint32_t j;
    do j = next32() & mask;
    while (j > (uint32_t)i);
    const int moved = order[i];
    order[i] = order[j];
    order[j] = moved;
  }
}

static void draw(double (*rows)[DIM]) {
  for (int i = 0; i < PAIRS; i++)
    for (int d = 0; d < DIM; d++) rows[i][d] = next32() >> 31 ? 1 : -1;
}

static void measure(void) {
  int bits[2] = {0, 0};
  double slow_square = 0, fast_square = 0;
  for (int i = 0; i < ALL; i++) {
    for (int d = 0; d < DIM; d++) {
      slow_square += slow_coefficient[i][d] * slow[i][d];
      fast_square += fast_coefficient[i][d] * fast[i][d];
      bits[i >= PAIRS] += (slow[i][d] + fast_scale * fast[i][d] >= 0) == (target[i][d] > 0);
    }
  }
  history[records++] = (struct record){bits[0], bits[1], sqrt(slow_square), fast_scale * sqrt(fast_square)};
}

static void present(int i) {
  const double slow_step = SLOW_RATE / DIM, fast_step = FAST_RATE / DIM / fast_scale;
  double error[DIM];
  for (int d = 0; d < DIM; d++) {
    error[d] = target[i][d] - (slow[i][d] + fast_scale * fast[i][d]);
    slow_coefficient[i][d] += slow_step * error[d];
    fast_coefficient[i][d] += fast_step * error[d];
  }
  for (int j = 0; j < ALL; j++) {
    const double slow_share = slow_step * gram[i][j], fast_share = fast_step * gram[i][j];
    for (int d = 0; d < DIM; d++) {
      slow[j][d] += slow_share * error[d];
      fast[j][d] += fast_share * error[d];
    }
  }
  fast_scale *= DECAY;
  if (fast_scale < 1e-100) {
    for (int j = 0; j < ALL; j++) {
      for (int d = 0; d < DIM; d++) {
        fast[j][d] *= fast_scale;
        fast_coefficient[j][d] *= fast_scale;
      }
    }
    fast_scale = 1;
  }
}

static void learn(int first, int count, int sweeps) {
  int order[PAIRS];
  for (int i = 0; i < count; i++) order[i] = first + i;
  for (int sweep = 0; sweep < sweeps; sweep++) {
    shuffle(order, count);
    for (int i = 0; i < count; i++) present(order[i]);
    measure();
  }
}

static void run(uint64_t number) {
  records = 0;
  fast_scale = 1;
  memset(slow, 0, sizeof slow);
  memset(fast, 0, sizeof fast);
  memset(slow_coefficient, 0, sizeof slow_coefficient);
  memset(fast_coefficient, 0, sizeof fast_coefficient);
  for (int set = 0; set < 2; set++) {
    seed(number + (uint64_t)set * 10000);
    draw(input + set * PAIRS);
    draw(target + set * PAIRS);
  }
  for (int i = 0; i < ALL; i++) {
    for (int j = 0; j < ALL; j++) {
      double sum = 0;
      for (int d = 0; d < DIM; d++) sum += input[i][d] * input[j][d];
      gram[i][j] = sum;
    }
  }
  seed(number + 7919);
  measure();
  learn(0, PAIRS, SWEEPS);
  learn(PAIRS, PAIRS, SWEEPS);
  learn(0, REHEARSED, REHEARSAL_SWEEPS);
  measure();
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

int main(void) {
  double used = 0;
  for (int i = 0; i < WARM_UP; i++) run((uint64_t)i);
  for (int i = 0; i < COUNTED; i++) {
    const double start = now();
    run((uint64_t)i);
    printf("%.4f\n", now() - start);
    for (int r = 0; r < records; r++) used += history[r].slow_norm + history[r].bits_a + history[r].bits_b;
  }
  /* What is never looked at, a compiler may leave out. */
  return used > 0 ? 0 : 1;
}
