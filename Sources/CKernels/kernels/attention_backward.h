// Causal attention over one head of keys and values, backward. See attention.h for the layout.
//
// With P the probabilities and δ = Σ d_out · out (one number per query):
//
//   dPᵀ = V · d_outᵀ        dS = P ⊙ (dP − δ)
//   dV += Pᵀ · d_out        dK += dSᵀ · Q/√width        dQ = dS · K/√width
//
// One block of queries of one head is in lanes at a time; dK and dV gather in workspace over all of them, in order.

#ifndef LP_ATTENTION_BACKWARD_H
#define LP_ATTENTION_BACKWARD_H

#include "attention.h"

/// Workspace of one call, laid out once. P is the padded positions, W the padded widths.
typedef struct {
  lp_index width, padded_width, lane_width;
  float *keys, *values;      // (P, padded_width)
  float *d_keys, *d_values;  // (P, lane_width)
  float *q, *d_out;          // (LANES, lane_width), rows as they are
  float *q_transposed, *d_out_transposed, *dq_transposed;  // (padded_width, LANES)
  float *p;                  // (HEAD_ROWS, LANES)
  float *ds;                 // (CHUNK, LANES)
  float log_sum_exp[LP_LANES], delta[LP_LANES];
} lp_backward;

/// Floats of workspace for the backward pass over `positions` positions.
static lp_index lp_attention_backward_workspace(lp_index positions, lp_index width) {
  const lp_index padded = lp_round_up(positions, LP_HEAD_ROWS);
  const lp_index padded_width = lp_round_up(width, LP_HEAD_ROWS), lane_width = lp_round_up(width, LP_WIDTH);
  const lp_index rows = 2 * lane_width + 3 * padded_width + LP_HEAD_ROWS + LP_CHUNK;
  return 2 * padded * (padded_width + lane_width) + LP_LANES * rows;
}

LP_INLINE lp_backward lp_lay_out(float *workspace, lp_index positions, lp_index width) {
  const lp_index padded = lp_round_up(positions, LP_HEAD_ROWS);
  lp_backward b = {.width = width, .padded_width = lp_round_up(width, LP_HEAD_ROWS)};
  b.lane_width = lp_round_up(width, LP_WIDTH);
  b.keys = workspace;
  b.values = b.keys + padded * b.padded_width;
  b.d_keys = b.values + padded * b.padded_width;
  b.d_values = b.d_keys + padded * b.lane_width;
  b.q = b.d_values + padded * b.lane_width;
  b.d_out = b.q + LP_LANES * b.lane_width;
  b.q_transposed = b.d_out + LP_LANES * b.lane_width;
  b.d_out_transposed = b.q_transposed + LP_LANES * b.padded_width;
  b.dq_transposed = b.d_out_transposed + LP_LANES * b.padded_width;
  b.p = b.dq_transposed + LP_LANES * b.padded_width;
  b.ds = b.p + LP_LANES * LP_HEAD_ROWS;
  return b;
}

/// p and ds (HEAD_ROWS, LANES) of the keys from `key` on, for the vectors of lanes from `first` on.
LP_INLINE void lp_score_gradients(
    const lp_backward *b, const int first, float *ds_tile, lp_index window, lp_index key, lp_index first_query) {
  const int masked = lp_needs_mask(window, key, key + LP_HEAD_ROWS, first_query);
  lp_vector acc[2 * LP_HEAD_ROWS];
  lp_head_tile(acc, first, b->keys + key * b->padded_width, b->padded_width, b->q_transposed, b->width);
  LP_UNROLL
  for (int m = 0; m < LP_HEAD_ROWS; m++) {
    LP_UNROLL
    for (int v = first; v < 2; v++) {
      lp_vector p = lp_exp_of_score(acc[2 * m + v] - lp_load(b->log_sum_exp + v * LP_WIDTH));
      if (masked) p = lp_select(lp_mask(window, first_query + v * LP_WIDTH, key + m), p, lp_splat(0));
      lp_store(b->p + m * LP_LANES + v * LP_WIDTH, p);
    }
  }
  lp_head_tile(acc, first, b->values + key * b->padded_width, b->padded_width, b->d_out_transposed, b->width);
  LP_UNROLL
  for (int m = 0; m < LP_HEAD_ROWS; m++) {
    LP_UNROLL
    for (int v = first; v < 2; v++) {
      const lp_vector p = lp_load(b->p + m * LP_LANES + v * LP_WIDTH);
      const lp_vector ds = p * (acc[2 * m + v] - lp_load(b->delta + v * LP_WIDTH));
      lp_store(ds_tile + m * LP_LANES + v * LP_WIDTH, ds);
    }
  }
}

/// sums (HEAD_ROWS, lane_width) += weights (HEAD_ROWS, LANES) · rows (LANES, lane_width), for the lanes from `first` on.
LP_INLINE void lp_add_to_rows(
    float *sums, lp_index lane_width, const float *weights, const float *rows, lp_index first) {
  weights += first;
  rows += first * lane_width;
  lp_index d = 0;
  for (; d + LP_LANES <= lane_width; d += LP_LANES) {
    lp_vector acc[2 * LP_HEAD_ROWS];
    LP_UNROLL
    for (int i = 0; i < 2 * LP_HEAD_ROWS; i++)
      acc[i] = lp_load(sums + i / 2 * lane_width + d + i % 2 * LP_WIDTH);
    lp_tile(acc, LP_HEAD_ROWS, 0, 2, weights, LP_LANES, 1, rows + d, lane_width, LP_LANES - first);
    LP_UNROLL
    for (int i = 0; i < 2 * LP_HEAD_ROWS; i++)
      lp_store(sums + i / 2 * lane_width + d + i % 2 * LP_WIDTH, acc[i]);
  }
  if (d < lane_width) {
    lp_vector acc[LP_HEAD_ROWS];
    LP_UNROLL
    for (int i = 0; i < LP_HEAD_ROWS; i++) acc[i] = lp_load(sums + i * lane_width + d);
    lp_tile(acc, LP_HEAD_ROWS, 0, 1, weights, LP_LANES, 1, rows + d, lane_width, LP_LANES - first);
    LP_UNROLL
    for (int i = 0; i < LP_HEAD_ROWS; i++) lp_store(sums + i * lane_width + d, acc[i]);
  }
}

/// A tile of keys: adds to the gradients of keys and values and leaves ds (HEAD_ROWS, LANES).
LP_INLINE void lp_accumulate_keys(lp_backward *b, float *ds, lp_index window, lp_index key, lp_index first_query) {
  const int late = lp_visible_keys(key, LP_HEAD_ROWS, first_query) == 0;
  if (late) {
    lp_score_gradients(b, 1, ds, window, key, first_query);
  } else {
    lp_score_gradients(b, 0, ds, window, key, first_query);
  }
  const lp_index first = late ? LP_WIDTH : 0;
  lp_add_to_rows(b->d_values + key * b->lane_width, b->lane_width, b->p, b->d_out, first);
  lp_add_to_rows(b->d_keys + key * b->lane_width, b->lane_width, ds, b->q, first);
}

/// Brings the gradients of a block of `count` queries into lanes and rows, with its log-sum-exp and δ.
static void lp_load_gradients(
    lp_backward *b, const float *d_out, const float *out, const float *log_sum_exp, lp_index stride,
    lp_index count) {
  lp_pad_rows(b->d_out, b->lane_width, d_out, stride, count, b->width, 1);
  lp_transpose_queries(b->d_out_transposed, b->d_out, b->lane_width, count, b->width);
  for (lp_index n = 0; n < LP_LANES; n++) {
    lp_vector delta = lp_splat(0);
    for (lp_index d = 0; n < count && d < b->width; d += LP_WIDTH) {
      lp_vector gradient = lp_load(b->d_out + n * b->lane_width + d);
      delta = lp_fma(gradient, lp_load_some(out + n * stride + d, b->width - d), delta);
    }
    b->delta[n] = lp_sum(delta);
    b->log_sum_exp[n] = n < count ? log_sum_exp[n] : 0;
  }
}

/// Prefetches what the next block reads.
static void lp_prefetch_gradients(
    const float *d_out, const float *out, const lp_attention *form, lp_index first, lp_index last) {
  lp_prefetch_rows(out, form->out_row, first, last, form->heads * form->width);
  lp_prefetch_rows(d_out, form->out_row, first, last, form->heads * form->width);
}

/// The gradient of one head's block of `count` queries from position `i` on, whose q stands in rows `form->q_row` apart:
/// dq may be q.
static void lp_block_backward(
    lp_backward *b, float *dq, float *d_gain, const float *q, const lp_attention *form, lp_index i, lp_index count) {
  const lp_index width = b->width, last_key = lp_round_up(i + count, LP_HEAD_ROWS);
  lp_clear(b->dq_transposed, LP_LANES, b->padded_width, 0, LP_LANES);
  for (lp_index j = lp_first_key(form, i); j < last_key; j += LP_CHUNK) {
    const lp_index chunk = lp_min(LP_CHUNK, last_key - j);
    for (lp_index m = 0; m < chunk; m += LP_HEAD_ROWS)
      lp_accumulate_keys(b, b->ds + m * LP_LANES, form->window, j + m, i);
    lp_add_weighted(
        b->dq_transposed, b->keys + j * b->padded_width, b->padded_width, b->ds, lp_visible_keys(j, chunk, i), chunk);
  }
  lp_transpose(b->q, b->lane_width, b->dq_transposed, LP_LANES, width, count, 1 / __builtin_sqrtf((float)width));
  lp_rope_rows(b->q, b->lane_width, form->rotations, i, count, width, -1);
  if (form->q_gain)
    lp_norm_rows_backward(b->q, b->lane_width, d_gain, q, form->q_row, count, width, form->q_gain, form->epsilon);
  lp_copy_rows(dq, form->q_row, b->q, b->lane_width, count, width);
}

/// dq (positions, heads, width), dk and dv (positions, width), with rows like those of q, k and v, which they may be: a
/// block's dq is written after its rows were read, dk and dv last of all. d_gains (2, width) gathers the gradients of the
/// gains of queries and keys. No query has a past.
static void lp_attention_backward(
    float *dq, float *dk, float *dv, float *d_gains, const float *d_out, const float *out, const float *log_sum_exp,
    const float *q, const float *k, const float *v, const lp_attention *form, float *workspace) {
  const lp_index width = form->width, positions = form->queries;
  lp_backward b = lp_lay_out(workspace, positions, width);
  lp_clear(b.d_keys, b.lane_width, 2 * lp_round_up(positions, LP_HEAD_ROWS), 0, b.lane_width);

  for (lp_index i = 0; i < positions; i += LP_LANES) {
    const lp_index count = lp_min(LP_LANES, positions - i), seen = i + count;
    const lp_index next = lp_min(positions, seen + LP_LANES);
    lp_pack_keys_values(b.keys, b.values, b.padded_width, k, v, form, i, seen);
    lp_prefetch_block(q, k, v, form, seen, next);
    lp_prefetch_gradients(d_out, out, form, seen, next);
    for (lp_index h = 0; h < form->heads; h++) {
      const lp_index row = i * form->out_row + h * width, at = i * form->q_row + h * width;
      lp_load_queries(b.q, b.lane_width, b.q_transposed, q + at, form, i, count);
      lp_load_gradients(&b, d_out + row, out + row, log_sum_exp + h * positions + i, form->out_row, count);
      lp_block_backward(&b, dq + at, d_gains, q + at, form, i, count);
    }
  }
  lp_rope_rows(b.d_keys, b.lane_width, form->rotations, 0, positions, width, -1);
  if (form->k_gain)
    lp_norm_rows_backward(
        b.d_keys, b.lane_width, d_gains + width, k, form->kv_row, positions, width, form->k_gain, form->epsilon);
  lp_copy_rows(dk, form->kv_row, b.d_keys, b.lane_width, positions, width);
  lp_copy_rows(dv, form->kv_row, b.d_values, b.lane_width, positions, width);
}

#endif
