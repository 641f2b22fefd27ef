// The multiply-adds that this processor can do at all: the yardstick of every benchmark.

#ifndef LP_PEAK_H
#define LP_PEAK_H

#include "vector.h"

/// Twelve independent chains of multiply-adds, enough to keep two units with a latency of four to six cycles
/// busy. Returns the floating-point operations done in `rounds` rounds; `result` keeps the compiler honest.
static double lp_peak(lp_index rounds, float *result) {
  enum { CHAINS = 12 };
  lp_vector chains[CHAINS];
  const lp_vector factor = lp_splat(0.999f), term = lp_splat(result[0]);
  LP_UNROLL
  for (int i = 0; i < CHAINS; i++) chains[i] = lp_splat((float)i);
  for (lp_index round = 0; round < rounds; round++) {
    LP_UNROLL
    for (int i = 0; i < CHAINS; i++) chains[i] = lp_fma(chains[i], factor, term);
  }
  lp_vector sum = lp_splat(0);
  LP_UNROLL
  for (int i = 0; i < CHAINS; i++) sum += chains[i];
  result[0] = lp_sum(sum);
  return 2.0 * CHAINS * LP_WIDTH * (double)rounds;
}

#endif
