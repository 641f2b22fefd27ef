// Kernels in C for every instruction set this program knows, behind one table of functions each.
//
// Only `Kernels` calls them. Sizes are promises: no kernel checks a length, allocates or keeps state; all
// workspace memory comes from the caller, in floats as the `…_scratch` functions say. Pointers need only the
// alignment of a float. Every kernel may run on many threads at once, on disjoint outputs.

#ifndef LETTERPRESS_CKERNELS_H
#define LETTERPRESS_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Which groups of a whole sum the depth of a product is: `count` groups of equal size from number `first` on, of `all`.
/// Both numbers are powers of two, and `first` is a multiple of `count`. group_sums.h has the order of additions.
///
/// `begins` and `ends` are 0 only if the depth is a part of one group, and not its first or not its last. `sums` has a place
/// of as many floats as c in whole tiles for each sum that must last until the next product: one for a group in parts, and
/// one for every level of the tree of groups from log2(count) up; it may be null where there is none.
typedef struct {
  ptrdiff_t first, count, all;
  int32_t begins, ends;
  float *_Nullable sums;
} lp_groups;

/// c (rows, columns) = addend + a (rows, depth) · b (depth, columns).
///
/// Element (m, k) of a is a[m·a_row + k·a_step], element (k, n) of b is b[k·b_row + n·b_step]; one of each
/// pair of strides is 1. c is row-major with c_row floats from row to row, and so is `addend`, which may be c itself,
/// or null for nothing. `packed` holds b in the order in which tiles read it: depth × (columns rounded up to whole
/// tiles) floats; or it is null and tiles read b itself, which then has a b_step of 1 and whole tiles of columns.
/// With several groups c is written after the last of `all`. If `upper`, the whole c is symmetric, and only tiles that
/// reach its diagonal or lie above it are made; this c is that from column `column` on.
typedef struct {
  const float *a;
  ptrdiff_t a_row, a_step;
  const float *b;
  ptrdiff_t b_row, b_step;
  float *c;
  const float *_Nullable addend;
  ptrdiff_t c_row;
  ptrdiff_t rows, columns, depth;
  float *_Nullable packed;
  lp_groups groups;
  int32_t upper;
  ptrdiff_t column;
} lp_gemm;

/// Attention of some heads of queries over one head of keys and values, which they share.
///
/// Query n stands at position `past` + n and sees the keys up to its own position, `window` of them at most. Rows of one
/// head of a sequence are `q_row` floats apart in q and dq, `kv_row` in k, v, dk and dv, and `out_row` in out and d_out, in
/// which heads lie side by side. Before they meet, queries and keys are normed, if there are gains, and rotated, if there
/// are rotations: for each position from 0 on cosines and signed sines (width each).
typedef struct {
  ptrdiff_t heads;
  ptrdiff_t queries, past, window;
  ptrdiff_t width;
  ptrdiff_t q_row, kv_row, out_row;
  const float *_Nullable rotations;
  const float *_Nullable q_gain, *_Nullable k_gain;  // (width), both or none
  float epsilon;
} lp_attention;

/// One AdamW step's constants, prepared in double precision.
typedef struct {
  float gradient_scale, one_minus_beta1, beta2, one_minus_beta2;
  float step_size;   // learning rate / (1 − beta1^step)
  float correction;  // √(1 − beta2^step)
  float epsilon;
  float keep;        // 1 − learning rate · weight decay
  int32_t cautious;  // whether only those decay that the step makes smaller as well
} lp_adamw_settings;

/// The kernels of one instruction set. Shapes and formulas are in the file of each kernel.
typedef struct {
  const char *name;

  // gemm.h: pack b by panels of tile_columns columns; then each task does a rectangle of c that starts at
  // whole tiles. Any split of rows × panels gives the same bits. The workspace is for so many panels; `sums` is 0 for
  // a sum without groups, and else 1 + log2(groups of the product).
  ptrdiff_t tile_rows, tile_columns;
  ptrdiff_t (*gemm_workspace)(ptrdiff_t panels, ptrdiff_t sums);
  void (*gemm_pack)(const lp_gemm *product, ptrdiff_t first_panel, ptrdiff_t last_panel);
  void (*gemm_tiles)(
      const lp_gemm *product, ptrdiff_t first_row, ptrdiff_t last_row, ptrdiff_t first_panel,
      ptrdiff_t last_panel, float *workspace);

  // gemv.h, stored_weights.h: few rows, nothing packed, weights as they are stored; `workspace` holds
  // 4 × inputs floats for the two narrow types, `scales` (outputs) is for int8 only.
  ptrdiff_t gemv_rows;
  void (*gemv_float32)(
      float *y, ptrdiff_t y_row, const float *x, const float *w, const float *_Nullable scales, ptrdiff_t rows,
      ptrdiff_t inputs, ptrdiff_t first, ptrdiff_t last, int32_t accumulate, float *_Nullable workspace);
  void (*gemv_bfloat16)(
      float *y, ptrdiff_t y_row, const float *x, const uint16_t *w, const float *_Nullable scales, ptrdiff_t rows,
      ptrdiff_t inputs, ptrdiff_t first, ptrdiff_t last, int32_t accumulate, float *_Nullable workspace);
  void (*gemv_int8)(
      float *y, ptrdiff_t y_row, const float *x, const int8_t *w, const float *_Nullable scales, ptrdiff_t rows,
      ptrdiff_t inputs, ptrdiff_t first, ptrdiff_t last, int32_t accumulate, float *_Nullable workspace);
  void (*widen_bfloat16)(float *out, const uint16_t *weights, ptrdiff_t count);
  void (*widen_int8)(float *out, const int8_t *weights, ptrdiff_t count);

  // attention_*.h: one head of keys and values each.
  ptrdiff_t (*attention_workspace)(ptrdiff_t positions, ptrdiff_t width);
  void (*attention_forward)(
      float *out, float *_Nullable log_sum_exp, const float *q, const float *k, const float *v,
      const lp_attention *form, float *workspace);
  ptrdiff_t (*attention_backward_workspace)(ptrdiff_t positions, ptrdiff_t width);
  void (*attention_backward)(
      float *dq, float *dk, float *dv, float *_Nullable d_gains, const float *d_out, const float *out,
      const float *log_sum_exp, const float *q, const float *k, const float *v, const lp_attention *form,
      float *workspace);
  void (*attention_cached)(
      float *out, const float *q, const float *keys, const float *values, ptrdiff_t count,
      ptrdiff_t width, ptrdiff_t stride, float *workspace);

  // head_norm.h
  void (*norm_rows)(
      float *x, ptrdiff_t row, ptrdiff_t count, ptrdiff_t width, const float *gain, float epsilon, float factor);

  // rms_norm.h
  void (*rms_norm)(
      float *out, float *inverse_rms, const float *x, const float *gain, ptrdiff_t rows, ptrdiff_t width,
      float epsilon);
  void (*rms_norm_backward)(
      float *dx, float *d_gain, const float *d_out, const float *x, const float *gain,
      const float *inverse_rms, ptrdiff_t rows, ptrdiff_t width, int32_t accumulate);

  // layer_norm.h
  void (*layer_norm)(
      float *out, float *inverse_deviation, const float *x, const float *gain, const float *bias, ptrdiff_t rows,
      ptrdiff_t width, float epsilon);
  void (*layer_norm_backward)(
      float *dx, float *d_gain, float *d_bias, const float *d_out, const float *x, const float *gain,
      const float *inverse_deviation, ptrdiff_t rows, ptrdiff_t width, int32_t accumulate);

  // feed_forward.h
  void (*swiglu)(float *out, const float *gate, const float *up, ptrdiff_t count);
  void (*swiglu_backward)(float *gate, float *up, float *d_out, ptrdiff_t count);
  void (*silu)(float *out, const float *x, ptrdiff_t count);
  void (*silu_backward)(float *x, float *d_out, ptrdiff_t count);
  void (*gelu)(float *out, const float *x, ptrdiff_t count);
  void (*gelu_backward)(float *x, float *d_out, ptrdiff_t count);
  void (*gelu_erf)(float *out, const float *x, ptrdiff_t count);
  void (*gelu_erf_backward)(float *x, float *d_out, ptrdiff_t count);
  void (*relu2)(float *out, const float *x, ptrdiff_t count);
  void (*relu2_backward)(float *x, float *d_out, ptrdiff_t count);

  // rotary.h
  void (*rotate)(
      float *x, const float *cosines, const float *sines, ptrdiff_t heads, ptrdiff_t head_width,
      float direction);

  // softmax_loss.h: one row of logits.
  float (*loss)(const float *row, ptrdiff_t count, ptrdiff_t target);
  float (*loss_gradient)(float *row, ptrdiff_t count, ptrdiff_t target, float scale);
  float (*capped_loss_gradient)(float *row, ptrdiff_t count, ptrdiff_t target, float scale, float cap);
  void (*softcap)(float *row, ptrdiff_t count, float cap);

  // sampling.h
  float (*sampling_weights)(float *weights, const float *logits, ptrdiff_t count, float sharpness);

  // elementwise.h, adamw.h
  void (*add)(float *out, const float *a, const float *b, ptrdiff_t count);
  void (*scale)(float *x, float factor, ptrdiff_t count);
  void (*lerp_rows)(
      float *x, ptrdiff_t x_row, const float *y, ptrdiff_t y_row, float *_Nullable kept, float by, ptrdiff_t rows,
      ptrdiff_t width);
  double (*lerp_rows_backward)(
      float *dx, ptrdiff_t x_row, float *dy, const float *y, ptrdiff_t y_row, const float *kept, float by,
      ptrdiff_t rows, ptrdiff_t width);
  void (*add_scaled)(float *x, const float *y, float by, ptrdiff_t count);
  double (*dot)(const float *x, const float *y, ptrdiff_t count);
  double (*sum_of_squares)(const float *x, ptrdiff_t count);
  void (*adamw)(
      float *p, const float *g, float *m, float *v, ptrdiff_t count, const lp_adamw_settings *settings);

  // muon.h, symmetric.h
  void (*nesterov)(float *update, float *m, const float *g, ptrdiff_t count, float scale, float toward);
  void (*descend)(
      float *p, const float *update, ptrdiff_t count, float step_size, float keep, int32_t cautious);
  void (*mirror)(float *x, ptrdiff_t size, ptrdiff_t first, ptrdiff_t last);
  void (*quadratic)(
      float *square, const float *a, ptrdiff_t size, ptrdiff_t first, ptrdiff_t last, const float *coefficients);

  // exponential.h, for tests of the error bounds.
  void (*exponential)(float *out, const float *x, ptrdiff_t count);
  void (*logarithm)(float *out, const float *x, ptrdiff_t count);

  // peak.h, reading.h: for benchmarks.
  double (*peak)(ptrdiff_t rounds, float *result);
  float (*read_all)(const float *x, ptrdiff_t count);
} lp_kernels;

/// The kernels of the named instruction set; null if the name is unknown or this machine does not run it.
const lp_kernels *_Nullable lp_kernels_named(const char *name);

#pragma clang assume_nonnull end

#endif
