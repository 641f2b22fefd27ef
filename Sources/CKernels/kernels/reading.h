// The bytes that this processor can read at all from where they lie: the yardstick of decoding.

#ifndef LP_READING_H
#define LP_READING_H

#include "vector.h"

/// The sum of x (count, a multiple of 8 × LP_WIDTH), in eight chains: loads and little else.
static float lp_read_all(const float *x, lp_index count) {
  enum { CHAINS = 8 };
  lp_vector sums[CHAINS];
  LP_UNROLL
  for (int i = 0; i < CHAINS; i++) sums[i] = lp_splat(0);
  for (lp_index i = 0; i < count; i += CHAINS * LP_WIDTH) {
    LP_UNROLL
    for (int c = 0; c < CHAINS; c++) sums[c] += lp_load(x + i + c * LP_WIDTH);
  }
  lp_vector sum = lp_splat(0);
  LP_UNROLL
  for (int i = 0; i < CHAINS; i++) sum += sums[i];
  return lp_sum(sum);
}

#endif
