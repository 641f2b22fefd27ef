// LayerNorm (Ba, Kiros and Hinton, 2016, "Layer Normalization"), one row after another.

#ifndef LP_LAYER_NORM_H
#define LP_LAYER_NORM_H

#include "vector.h"

/// The first `left` lanes, then zeros.
LP_INLINE lp_vector lp_first_lanes(lp_vector v, lp_index left) {
  return left >= LP_WIDTH ? v : lp_select(lp_iota() < (lp_integers)(int32_t)left, v, lp_splat(0));
}

LP_INLINE float lp_mean(const float *x, lp_index width) {
  lp_vector sum = lp_splat(0);
  for (lp_index d = 0; d < width; d += LP_WIDTH) sum += lp_load_some(x + d, width - d);
  return lp_sum(sum) / (float)width;
}

/// out (rows, width) = (x − mean) · s · gain + bias with s = inverse_deviation (rows) = 1/√(mean (x − mean)² + epsilon);
/// gain, bias (width).
static void lp_layer_norm(
    float *out, float *inverse_deviation, const float *x, const float *gain, const float *bias, lp_index rows,
    lp_index width, float epsilon) {
  for (lp_index r = 0; r < rows; r++, x += width, out += width) {
    const lp_vector mean = lp_splat(lp_mean(x, width));
    lp_vector squares = lp_splat(0);
    for (lp_index d = 0; d < width; d += LP_WIDTH) {
      const lp_vector way = lp_first_lanes(lp_load_some(x + d, width - d) - mean, width - d);
      squares = lp_fma(way, way, squares);
    }
    const float s = 1 / __builtin_sqrtf(lp_sum(squares) / (float)width + epsilon);
    inverse_deviation[r] = s;
    for (lp_index d = 0; d < width; d += LP_WIDTH) {
      const lp_index left = width - d;
      const lp_vector scaled = (lp_load_some(x + d, left) - mean) * lp_splat(s);
      lp_store_some(out + d, lp_fma(scaled, lp_load_some(gain + d, left), lp_load_some(bias + d, left)), left);
    }
  }
}

/// With y = (x − mean) · s and u = d_out · gain: dx (rows, width) = or += s · (u − mean u − y · mean(u · y));
/// d_gain (width) += Σ over rows of d_out · y, d_bias (width) += Σ over rows of d_out. dx may be d_out unless it accumulates.
static void lp_layer_norm_backward(
    float *dx, float *d_gain, float *d_bias, const float *d_out, const float *x, const float *gain,
    const float *inverse_deviation, lp_index rows, lp_index width, int32_t accumulate) {
  for (lp_index r = 0; r < rows; r++, x += width, dx += width, d_out += width) {
    const lp_vector mean = lp_splat(lp_mean(x, width)), s = lp_splat(inverse_deviation[r]);
    lp_vector all = lp_splat(0), along = lp_splat(0);
    for (lp_index d = 0; d < width; d += LP_WIDTH) {
      const lp_index left = width - d;
      const lp_vector own = lp_load_some(d_out + d, left), y = (lp_load_some(x + d, left) - mean) * s;
      const lp_vector u = own * lp_load_some(gain + d, left);
      all += u;
      along = lp_fma(u, y, along);
      lp_store_some(d_gain + d, lp_fma(own, y, lp_load_some(d_gain + d, left)), left);
      lp_store_some(d_bias + d, own + lp_load_some(d_bias + d, left), left);
    }
    const lp_vector shift = lp_splat(lp_sum(all) / (float)width), pull = lp_splat(-lp_sum(along) / (float)width);
    for (lp_index d = 0; d < width; d += LP_WIDTH) {
      const lp_index left = width - d;
      const lp_vector u = lp_load_some(d_out + d, left) * lp_load_some(gain + d, left);
      const lp_vector y = (lp_load_some(x + d, left) - mean) * s;
      const lp_vector value = lp_fma(y, pull, u - shift) * s;
      lp_store_some(dx + d, accumulate ? lp_load_some(dx + d, left) + value : value, left);
    }
  }
}

#endif
