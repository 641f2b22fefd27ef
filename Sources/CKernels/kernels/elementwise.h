// Sums, scaling and the sum of squares: one pass over memory each.

#ifndef LP_ELEMENTWISE_H
#define LP_ELEMENTWISE_H

#include "vector.h"

/// out (count) = a + b; out may be a.
static void lp_add(float *out, const float *a, const float *b, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH)
    lp_store_some(out + i, lp_load_some(a + i, count - i) + lp_load_some(b + i, count - i), count - i);
}

/// x (count) *= factor.
static void lp_scale(float *x, float factor, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH)
    lp_store_some(x + i, lp_load_some(x + i, count - i) * lp_splat(factor), count - i);
}

/// Σ x² in double precision.
static double lp_sum_of_squares(const float *x, lp_index count) {
  lp_doubles sum = (lp_doubles)0.0;
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    lp_doubles wide = __builtin_convertvector(lp_load_some(x + i, count - i), lp_doubles);
    sum += wide * wide;
  }
  double total = 0;
  LP_UNROLL
  for (int i = 0; i < LP_WIDTH; i++) total += sum[i];
  return total;
}

#endif
