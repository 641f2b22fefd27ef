// Rotary position embedding (Su et al., 2021, "RoFormer") on interleaved pairs.
//
// With the cosine of a pair's angle written twice and its sine as (−sin, +sin), rotating a whole vector of
// pairs is x · cosines + (x with each pair swapped) · sines.

#ifndef LP_ROTARY_H
#define LP_ROTARY_H

#include "vector.h"

LP_INLINE lp_vector lp_swap_pairs(lp_vector v) {
#if LP_WIDTH == 16
  return __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
#elif LP_WIDTH == 8
  return __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6);
#else
  return __builtin_shufflevector(v, v, 1, 0, 3, 2);
#endif
}

/// Rotates each head of x (heads, head_width) in place by one position's angles, given as cosines and signed
/// sines (head_width each); `direction` is 1 forward and −1 for the gradient.
static void lp_rotate(
    float *x, const float *cosines, const float *sines, lp_index heads, lp_index head_width,
    float direction) {
  for (lp_index h = 0; h < heads; h++, x += head_width) {
    for (lp_index d = 0; d < head_width; d += LP_WIDTH) {
      const lp_index left = head_width - d;
      lp_vector v = lp_load_some(x + d, left);
      lp_vector rotated = lp_swap_pairs(v) * (lp_load_some(sines + d, left) * lp_splat(direction));
      lp_store_some(x + d, lp_fma(v, lp_load_some(cosines + d, left), rotated), left);
    }
  }
}

#endif
