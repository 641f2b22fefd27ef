// Symmetric matrices of which a product has made only what lies on or above the diagonal (lp_gemm.upper).
//
// Tasks take rows first ..< last of the upper part, from multiples of LP_WIDTH on. Each writes those, on and above the
// diagonal, and their mirror images below it, which no other task touches.

#ifndef LP_SYMMETRIC_H
#define LP_SYMMETRIC_H

#include "transpose.h"

/// Below the diagonal of x (size, size), what is above it in rows first ..< last.
static void lp_mirror(float *x, lp_index size, lp_index first, lp_index last) {
  for (lp_index r = first; r < last; r += LP_WIDTH) {
    const lp_index rows = lp_min(LP_WIDTH, last - r);
    lp_index c = r + LP_WIDTH;
    if (rows == LP_WIDTH)
      for (; c + LP_WIDTH <= size; c += LP_WIDTH) lp_transpose_block(x + c * size + r, size, x + r * size + c, size, 1);
    for (lp_index i = r; i < r + rows; i++) {
      for (lp_index j = i + 1; j < lp_min(size, r + LP_WIDTH); j++) x[j * size + i] = x[i * size + j];
      for (lp_index j = c; j < size; j++) x[j * size + i] = x[i * size + j];
    }
  }
}

/// square = c0 · 1 + c1 · a + c2 · square, for a (size, size) and its square, of which the upper part is there: rows
/// first ..< last of it and their mirror images. `c` has the three coefficients.
static void lp_quadratic(
    float *square, const float *a, lp_index size, lp_index first, lp_index last, const float *c) {
  for (lp_index i = first; i < last; i++) {
    const lp_index start = i / LP_WIDTH * LP_WIDTH;
    for (lp_index j = start; j < size; j += LP_WIDTH) {
      const lp_index at = i * size + j, left = size - j;
      const lp_vector term = lp_load_some(square + at, left) * lp_splat(c[2]);
      lp_store_some(square + at, lp_fma(lp_splat(c[1]), lp_load_some(a + at, left), term), left);
    }
    square[i * size + i] += c[0];
  }
  lp_mirror(square, size, first, last);
}

#endif
