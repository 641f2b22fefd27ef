// Sums, scaling and the sum of squares: one pass over memory each.

#ifndef LP_ELEMENTWISE_H
#define LP_ELEMENTWISE_H

#include "vector.h"

/// By address: twice as wide as a vector, it has no register to travel in.
LP_INLINE double lp_sum_of_doubles(const lp_doubles *sum) {
  double total = 0;
  LP_UNROLL
  for (int i = 0; i < LP_WIDTH; i++) total += (*sum)[i];
  return total;
}

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

/// Each row of x (rows, width) += by · (y − x), and its former values go to `kept`, unless it is null. Rows are so many
/// floats apart; those of `kept` lie side by side.
static void lp_lerp_rows(
    float *x, lp_index x_row, const float *y, lp_index y_row, float *kept, float by, lp_index rows, lp_index width) {
  for (lp_index r = 0; r < rows; r++, x += x_row, y += y_row) {
    for (lp_index d = 0; d < width; d += LP_WIDTH) {
      const lp_index left = width - d;
      const lp_vector own = lp_load_some(x + d, left);
      if (kept) lp_store_some(kept + r * width + d, own, left);
      lp_store_some(x + d, lp_fma(lp_splat(by), lp_load_some(y + d, left) - own, own), left);
    }
  }
}

/// The gradient of ``lp_lerp_rows``: dx (rows, width) becomes that of x's former values, which `kept` holds, and dy (rows,
/// width), side by side, gathers that of y. Returns that of `by`.
static double lp_lerp_rows_backward(
    float *dx, lp_index x_row, float *dy, const float *y, lp_index y_row, const float *kept, float by, lp_index rows,
    lp_index width) {
  lp_doubles sum = (lp_doubles)0.0;
  for (lp_index r = 0; r < rows; r++, dx += x_row, y += y_row, dy += width, kept += width) {
    for (lp_index d = 0; d < width; d += LP_WIDTH) {
      const lp_index left = width - d;
      const lp_vector gradient = lp_load_some(dx + d, left);
      const lp_vector way = lp_load_some(y + d, left) - lp_load_some(kept + d, left);
      sum += __builtin_convertvector(gradient, lp_doubles) * __builtin_convertvector(way, lp_doubles);
      lp_store_some(dy + d, lp_fma(lp_splat(by), gradient, lp_load_some(dy + d, left)), left);
      lp_store_some(dx + d, gradient * lp_splat(1 - by), left);
    }
  }
  return lp_sum_of_doubles(&sum);
}

/// x (count) += by · y.
static void lp_add_scaled(float *x, const float *y, float by, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    lp_store_some(x + i, lp_fma(lp_splat(by), lp_load_some(y + i, left), lp_load_some(x + i, left)), left);
  }
}

/// Σ x · y in double precision.
static double lp_dot(const float *x, const float *y, lp_index count) {
  lp_doubles sum = (lp_doubles)0.0;
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    sum += __builtin_convertvector(lp_load_some(x + i, left), lp_doubles) *
           __builtin_convertvector(lp_load_some(y + i, left), lp_doubles);
  }
  return lp_sum_of_doubles(&sum);
}

/// Σ x² in double precision.
static double lp_sum_of_squares(const float *x, lp_index count) { return lp_dot(x, x, count); }

#endif
