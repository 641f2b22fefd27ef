// RMSNorm (Zhang and Sennrich, 2019, "Root Mean Square Layer Normalization"), one row after another; rows to come are
// prefetched, since most of the time is that of reading them.

#ifndef LP_RMS_NORM_H
#define LP_RMS_NORM_H

#include "vector.h"

enum { LP_ROWS_AHEAD = 4 };

/// out (rows, width) = x · s · gain with s = inverse_rms (rows) = 1/√(mean x² + epsilon); gain (width).
static void lp_rms_norm(
    float *out, float *inverse_rms, const float *x, const float *gain, lp_index rows, lp_index width,
    float epsilon) {
  for (lp_index r = 0; r < rows; r++, x += width, out += width) {
    lp_vector even = lp_splat(0), odd = lp_splat(0);
    for (lp_index d = 0; d < width; d += 2 * LP_WIDTH) {
      lp_prefetch(x + LP_ROWS_AHEAD * width, d);
      lp_prefetch(x + LP_ROWS_AHEAD * width, d + LP_WIDTH);
      lp_vector a = lp_load_some(x + d, width - d);
      even = lp_fma(a, a, even);
      if (d + LP_WIDTH < width) {
        lp_vector b = lp_load_some(x + d + LP_WIDTH, width - d - LP_WIDTH);
        odd = lp_fma(b, b, odd);
      }
    }
    const float s = 1 / __builtin_sqrtf(lp_sum(even + odd) / (float)width + epsilon);
    inverse_rms[r] = s;
    for (lp_index d = 0; d < width; d += LP_WIDTH) {
      lp_vector scaled = lp_load_some(x + d, width - d) * lp_splat(s);
      lp_store_some(out + d, scaled * lp_load_some(gain + d, width - d), width - d);
    }
  }
}

/// dx (rows, width) = or += s·u − x · s³/width · Σ u·x with u = d_out · gain;
/// d_gain (width) += Σ over rows of d_out · x · s. dx may be d_out unless it accumulates.
static void lp_rms_norm_backward(
    float *dx, float *d_gain, const float *d_out, const float *x, const float *gain,
    const float *inverse_rms, lp_index rows, lp_index width, int32_t accumulate) {
  for (lp_index r = 0; r < rows; r++, x += width, dx += width, d_out += width) {
    const float s = inverse_rms[r];
    lp_vector projection = lp_splat(0);
    for (lp_index d = 0; d < width; d += LP_WIDTH) {
      const lp_index left = width - d;
      lp_prefetch(x + LP_ROWS_AHEAD * width, d);
      lp_prefetch(dx + LP_ROWS_AHEAD * width, d);
      lp_prefetch(d_out + LP_ROWS_AHEAD * width, d);
      lp_vector pull = lp_load_some(d_out + d, left) * lp_load_some(x + d, left);
      projection = lp_fma(pull, lp_load_some(gain + d, left), projection);
      lp_store_some(d_gain + d, lp_fma(pull, lp_splat(s), lp_load_some(d_gain + d, left)), left);
    }
    const float back = -lp_sum(projection) * s * s * s / (float)width;
    for (lp_index d = 0; d < width; d += LP_WIDTH) {
      const lp_index left = width - d;
      lp_vector u = lp_load_some(d_out + d, left) * lp_load_some(gain + d, left);
      lp_vector value = lp_fma(lp_load_some(x + d, left), lp_splat(back), u * lp_splat(s));
      lp_store_some(dx + d, accumulate ? lp_load_some(dx + d, left) + value : value, left);
    }
  }
}

#endif
