// The matrix product of a few rows: y = or += x (rows, inputs) · w (outputs, inputs)ᵀ for decoding.
//
// With one row every weight is used once, so the time is that of reading w from memory; nothing is packed. The processor
// stops reading ahead at the end of a page, and a row may be one: so the next group's weights are prefetched, if they are
// floats. Narrower ones take longer to convert than to read.
//
//     for each group of 4 outputs: for each group of up to 6 rows:   4 × 6 dot products over vector lanes
//
// The group's weights stay in the first-level cache for all rows. Stored narrower than floats, they are
// converted in registers, or once for all rows if there are many.
//
// **The same bits.** An output is one chain of multiply-adds along the inputs in LP_WIDTH lanes, then the sum of
// the lanes (halves added to halves), then its row's scale: it depends neither on the other rows nor on how
// outputs were cut into ranges. So a text is the same whatever the batch that it was decoded in.
//
// **Safety.** Reads stay inside x, w and scales. `workspace` holds 4 × inputs floats.

#ifndef LP_GEMV_H
#define LP_GEMV_H

#include "stored_weights.h"

enum {
  LP_GEMV_ROWS = 8,       // training's row counts above this go to the packed product
  LP_DOTS = 4,           // outputs side by side
  LP_DIRECT_ROWS = 4,    // up to here narrow weights are converted anew for every group of rows
  LP_DOT_ROWS = LP_WIDTH == 16 || LP_WIDTH * LP_FUSED == 4 ? 6 : 2  // 24 accumulators where there are 32 registers
};

typedef float lp_four __attribute__((ext_vector_type(LP_DOTS)));

/// The sums of the lanes of four vectors, each exactly as `lp_sum` gives it.
LP_INLINE lp_four lp_four_sums(const lp_vector *v) {
#if LP_WIDTH == 16
  typedef float half __attribute__((ext_vector_type(8)));
  half h[4];
  LP_UNROLL
  for (int i = 0; i < 4; i++) h[i] = v[i].lo + v[i].hi;
#elif LP_WIDTH == 8
  const lp_vector *h = v;
#endif
#if LP_WIDTH >= 8
  lp_four q[4];
  LP_UNROLL
  for (int i = 0; i < 4; i++) q[i] = h[i].lo + h[i].hi;
#else
  const lp_vector *q = v;
#endif
  lp_four ab = __builtin_shufflevector(q[0], q[1], 0, 1, 4, 5) + __builtin_shufflevector(q[0], q[1], 2, 3, 6, 7);
  lp_four cd = __builtin_shufflevector(q[2], q[3], 0, 1, 4, 5) + __builtin_shufflevector(q[2], q[3], 2, 3, 6, 7);
  return __builtin_shufflevector(ab, cd, 0, 2, 4, 6) + __builtin_shufflevector(ab, cd, 1, 3, 5, 7);
}

/// y (rows, outs) of x (rows, inputs) and w (outs, inputs); rows and outs (4 or 1) are constants.
#define LP_DEFINE_DOTS(TYPE)                                                                               \
  LP_INLINE void lp_dots_##TYPE(                                                                           \
      float *y, lp_index y_row, const float *x, const lp_##TYPE *w, const float *scales,         \
      const int rows, const int outs, lp_index inputs, int add) {                                          \
    lp_vector acc[LP_DOT_ROWS * LP_DOTS], weights[LP_DOTS];                                                \
    LP_UNROLL                                                                                              \
    for (int i = 0; i < rows * LP_DOTS; i++) acc[i] = lp_splat(0);                                         \
    lp_index i = 0;                                                                                        \
    for (; i + LP_WIDTH <= inputs; i += LP_WIDTH) {                                                        \
      LP_UNROLL                                                                                            \
      for (int o = 0; o < outs; o++) {                                                                     \
        if (rows == 1 && sizeof(lp_##TYPE) == 4) __builtin_prefetch(w + (outs + o) * inputs + i, 0, 2);    \
        weights[o] = lp_load_##TYPE(w + o * inputs + i);                                                   \
      }                                                                                                    \
      LP_UNROLL                                                                                            \
      for (int r = 0; r < rows; r++) {                                                                     \
        lp_vector values = lp_load(x + r * inputs + i);                                                    \
        LP_UNROLL                                                                                          \
        for (int o = 0; o < outs; o++)                                                                     \
          acc[r * LP_DOTS + o] = lp_fma(values, weights[o], acc[r * LP_DOTS + o]);                         \
      }                                                                                                    \
    }                                                                                                      \
    if (i < inputs) {                                                                                      \
      LP_UNROLL                                                                                            \
      for (int o = 0; o < outs; o++) weights[o] = lp_load_part_##TYPE(w + o * inputs + i, inputs - i);     \
      LP_UNROLL                                                                                            \
      for (int r = 0; r < rows; r++) {                                                                     \
        lp_vector values = lp_load_part(x + r * inputs + i, inputs - i);                                   \
        LP_UNROLL                                                                                          \
        for (int o = 0; o < outs; o++)                                                                     \
          acc[r * LP_DOTS + o] = lp_fma(values, weights[o], acc[r * LP_DOTS + o]);                         \
      }                                                                                                    \
    }                                                                                                      \
    LP_UNROLL                                                                                              \
    for (int r = 0; r < rows; r++) {                                                                       \
      lp_four sums = lp_four_sums(acc + r * LP_DOTS);                                                      \
      LP_UNROLL                                                                                            \
      for (int o = 0; o < outs; o++) {                                                                     \
        /* Statements of their own, so that no compiler fuses them in one place and not in another. */    \
        float sum = sums[o];                                                                               \
        if (scales) sum *= scales[o];                                                                      \
        if (add) sum += y[r * y_row + o];                                                                  \
        y[r * y_row + o] = sum;                                                                            \
      }                                                                                                    \
    }                                                                                                      \
  }                                                                                                        \
  /** All rows of x against `outs` rows of w. */                                                           \
  LP_INLINE void lp_rows_##TYPE(                                                                           \
      float *y, lp_index y_row, const float *x, const lp_##TYPE *w, const float *scales,         \
      lp_index rows, const int outs, lp_index inputs, int add) {                                           \
    lp_index r = 0;                                                                                        \
    if (LP_DOT_ROWS == 6) {                                                                                \
      for (; r + 6 <= rows; r += 6)                                                                        \
        lp_dots_##TYPE(y + r * y_row, y_row, x + r * inputs, w, scales, LP_DOT_ROWS, outs, inputs, add);   \
    }                                                                                                      \
    for (; r + 2 <= rows; r += 2)                                                                          \
      lp_dots_##TYPE(y + r * y_row, y_row, x + r * inputs, w, scales, 2, outs, inputs, add);               \
    for (; r < rows; r++)                                                                                  \
      lp_dots_##TYPE(y + r * y_row, y_row, x + r * inputs, w, scales, 1, outs, inputs, add);               \
  }

LP_DEFINE_DOTS(float32)
LP_DEFINE_DOTS(bfloat16)
LP_DEFINE_DOTS(int8)

/// y (rows, outputs), columns first ..< last, any number of rows; `scales` (outputs) for int8 only.
#define LP_DEFINE_VECTOR_PRODUCT(TYPE, NARROW)                                                             \
  static void lp_gemv_##TYPE(                                                                    \
      float *y, lp_index y_row, const float *x, const lp_##TYPE *w, const float *scales,         \
      lp_index rows, lp_index inputs, lp_index first, lp_index last, int32_t add, float *workspace) { \
    for (lp_index o = first; o < last; o += LP_DOTS) {                                                     \
      const lp_index outs = lp_min(LP_DOTS, last - o);                                                   \
      const lp_##TYPE *group = w + o * inputs;                                                             \
      const float *scale = scales ? scales + o : scales;                                                   \
      if (NARROW && rows > LP_DIRECT_ROWS) {                                                               \
        lp_widen_##TYPE(workspace, group, outs * inputs);                                                    \
        if (outs == LP_DOTS) {                                                                             \
          lp_rows_float32(y + o, y_row, x, workspace, scale, rows, LP_DOTS, inputs, add);                    \
        } else {                                                                                           \
          for (lp_index i = 0; i < outs; i++)                                                              \
            lp_rows_float32(                                                                               \
                y + o + i, y_row, x, workspace + i * inputs, scale ? scale + i : scale, rows, 1, inputs, add); \
        }                                                                                                  \
      } else if (outs == LP_DOTS) {                                                                        \
        lp_rows_##TYPE(y + o, y_row, x, group, scale, rows, LP_DOTS, inputs, add);                         \
      } else {                                                                                             \
        for (lp_index i = 0; i < outs; i++)                                                                \
          lp_rows_##TYPE(                                                                                  \
              y + o + i, y_row, x, group + i * inputs, scale ? scale + i : scale, rows, 1, inputs, add);   \
      }                                                                                                    \
    }                                                                                                      \
  }

LP_DEFINE_VECTOR_PRODUCT(float32, 0)
LP_DEFINE_VECTOR_PRODUCT(bfloat16, 1)
LP_DEFINE_VECTOR_PRODUCT(int8, 1)

#endif
