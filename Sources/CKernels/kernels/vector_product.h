// The matrix product of a few rows: y = or += x (rows, inputs) · w (outputs, inputs)ᵀ for sampling.
//
// Here every weight is used `rows` times only, so the time is that of reading w once from memory. Nothing is
// packed: several rows of w stream in side by side, and each output is a dot product over vector lanes.

#ifndef LP_VECTOR_PRODUCT_H
#define LP_VECTOR_PRODUCT_H

#include "vector.h"

enum { LP_FEW_ROWS = 8 };

/// y (rows, outs) of x (rows, inputs) and w (outs, inputs); rows and outs must be constants.
LP_INLINE void lp_dots(
    float *y, lp_index y_row, const float *x, const float *w, const int rows, const int outs,
    lp_index inputs, int add) {
  lp_vector acc[LP_FEW_ROWS * 4];
  LP_UNROLL
  for (int i = 0; i < rows * outs; i++) acc[i] = lp_splat(0);
  for (lp_index i = 0; i < inputs; i += LP_WIDTH) {
    const lp_index left = inputs - i;
    lp_vector weights[4];
    LP_UNROLL
    for (int o = 0; o < outs; o++) weights[o] = lp_load_some(w + o * inputs + i, left);
    LP_UNROLL
    for (int r = 0; r < rows; r++) {
      lp_vector values = lp_load_some(x + r * inputs + i, left);
      LP_UNROLL
      for (int o = 0; o < outs; o++) acc[r * outs + o] = lp_fma(values, weights[o], acc[r * outs + o]);
    }
  }
  LP_UNROLL
  for (int r = 0; r < rows; r++) {
    LP_UNROLL
    for (int o = 0; o < outs; o++) {
      float sum = lp_sum(acc[r * outs + o]);
      y[r * y_row + o] = add ? y[r * y_row + o] + sum : sum;
    }
  }
}

/// Outputs `first ..< last` for a constant number of rows, four at a time and then one by one.
#define LP_DEFINE_ROWS(NAME, ROWS, OUTS)                                                                   \
  static void NAME(                                                                                        \
      float *y, lp_index y_row, const float *x, const float *w, lp_index inputs, lp_index first,           \
      lp_index last, int add) {                                                                            \
    lp_index o = first;                                                                                    \
    for (; o + OUTS <= last; o += OUTS) lp_dots(y + o, y_row, x, w + o * inputs, ROWS, OUTS, inputs, add); \
    for (; o < last; o++) lp_dots(y + o, y_row, x, w + o * inputs, ROWS, 1, inputs, add);                  \
  }

LP_DEFINE_ROWS(lp_one_row, 1, 4)
LP_DEFINE_ROWS(lp_two_rows, 2, 4)
LP_DEFINE_ROWS(lp_four_rows, 4, (LP_WIDTH == 16 ? 4 : 2))  // 16 accumulators where there are 32 registers

/// y (rows, outputs), columns first ..< last; any number of rows, meant for up to LP_FEW_ROWS.
static void lp_vector_product(
    float *y, lp_index y_row, const float *x, const float *w, lp_index rows, lp_index inputs,
    lp_index first, lp_index last, int32_t add) {
  lp_index r = 0;
  for (; r + 4 <= rows; r += 4) lp_four_rows(y + r * y_row, y_row, x + r * inputs, w, inputs, first, last, add);
  for (; r + 2 <= rows; r += 2) lp_two_rows(y + r * y_row, y_row, x + r * inputs, w, inputs, first, last, add);
  for (; r < rows; r++) lp_one_row(y + r * y_row, y_row, x + r * inputs, w, inputs, first, last, add);
}

#endif
