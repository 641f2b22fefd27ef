// RMSNorm of the rows of one head, as queries and keys are normed before they meet (Henry et al., 2020, "Query-Key
// Normalization for Transformers"; with learnt gains and before rotation, as in Qwen3).
//
// The inverse root is made again on the way back: it costs less than memory that keeps it.

#ifndef LP_HEAD_NORM_H
#define LP_HEAD_NORM_H

#include "rms_norm.h"

/// 1/√(mean x² + epsilon) of x (width).
LP_INLINE float lp_inverse_rms(const float *x, lp_index width, float epsilon) {
  lp_vector squares = lp_splat(0);
  for (lp_index d = 0; d < width; d += LP_WIDTH) {
    const lp_vector v = lp_load_some(x + d, width - d);
    squares = lp_fma(v, v, squares);
  }
  return 1 / __builtin_sqrtf(lp_sum(squares) / (float)width + epsilon);
}

/// Each row of x (count, width), `row` floats apart, in place: x · gain · factor / √(mean x² + epsilon).
static void lp_norm_rows(
    float *x, lp_index row, lp_index count, lp_index width, const float *gain, float epsilon, float factor) {
  for (lp_index n = 0; n < count; n++, x += row) {
    const lp_vector scale = lp_splat(lp_inverse_rms(x, width, epsilon) * factor);
    for (lp_index d = 0; d < width; d += LP_WIDTH) {
      const lp_index left = width - d;
      lp_store_some(x + d, lp_load_some(x + d, left) * scale * lp_load_some(gain + d, left), left);
    }
  }
}

/// Turns dy (count, width), rows `dy_row` floats apart, from the gradient of what was normed into that of x (count,
/// width), rows `x_row` apart; adds to d_gain (width).
static void lp_norm_rows_backward(
    float *dy, lp_index dy_row, float *d_gain, const float *x, lp_index x_row, lp_index count, lp_index width,
    const float *gain, float epsilon) {
  for (lp_index n = 0; n < count; n++, dy += dy_row, x += x_row) {
    const float inverse = lp_inverse_rms(x, width, epsilon);
    lp_rms_norm_backward(dy, d_gain, dy, x, gain, &inverse, 1, width, 0);
  }
}

#endif
