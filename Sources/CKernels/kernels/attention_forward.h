// Causal attention of one head, forward. See attention.h for the layout.

#ifndef LP_ATTENTION_FORWARD_H
#define LP_ATTENTION_FORWARD_H

#include "attention.h"

/// Floats of workspace for attention over `positions` keys.
static lp_index lp_attention_workspace(lp_index positions, lp_index width) {
  const lp_index padded = lp_round_up(positions, LP_HEAD_ROWS);
  const lp_index padded_width = lp_round_up(width, LP_HEAD_ROWS);
  return 2 * padded * padded_width + (2 * padded_width + lp_round_up(width, LP_WIDTH) + LP_CHUNK) * LP_LANES;
}

/// What one block of queries keeps while chunks of keys pass: all (…, LANES).
typedef struct {
  float *rows;       // (LANES, lane width) queries · 1/√width
  float *transposed;     // (width, LANES) the same
  float *scores;     // (CHUNK, LANES) scores, then their exponentials
  float *sums;       // (padded width, LANES) Σ exponential · value
  lp_vector top[2];  // the largest score so far
  lp_vector total[2];// Σ exponentials, relative to top
} lp_query_block;

/// scores (HEAD_ROWS, LANES) = the keys from `key` on against the block, for the vectors from `first` on.
LP_INLINE void lp_score_tile(
    const lp_query_block *block, const int first, float *scores, lp_vector top[2], const float *keys,
    lp_index padded_width, lp_index width, lp_index key, lp_index first_query) {
  lp_vector acc[2 * LP_HEAD_ROWS];
  lp_head_tile(acc, first, keys + key * padded_width, padded_width, block->transposed, width);
  const int diagonal = key + LP_HEAD_ROWS - 1 > first_query;
  LP_UNROLL
  for (int m = 0; m < LP_HEAD_ROWS; m++) {
    LP_UNROLL
    for (int v = first; v < 2; v++) {
      lp_vector score = acc[2 * m + v];
      if (diagonal) {
        lp_integers seen = lp_causal_mask(first_query + v * LP_WIDTH, key + m);
        score = lp_select(seen, score, lp_splat(-__builtin_inff()));
      }
      top[v] = lp_max(score, top[v]);
      lp_store(scores + m * LP_LANES + v * LP_WIDTH, score);
    }
  }
}

/// scores = the chunk's keys against the block; returns by `top` the largest with those before.
LP_INLINE void lp_score_chunk(
    lp_query_block *block, lp_vector top[2], const float *keys, lp_index padded_width, lp_index width,
    lp_index first_key, lp_index chunk, lp_index first_query) {
  for (lp_index j = 0; j < chunk; j += LP_HEAD_ROWS) {
    const lp_index key = first_key + j;
    float *scores = block->scores + j * LP_LANES;
    if (lp_visible_keys(key, LP_HEAD_ROWS, first_query) > 0) {
      lp_score_tile(block, 0, scores, top, keys, padded_width, width, key, first_query);
    } else {
      lp_score_tile(block, 1, scores, top, keys, padded_width, width, key, first_query);
    }
  }
}

/// Moves the sums to a new maximum, rotations scores into exponentials, adds the chunk's values.
LP_INLINE void lp_accumulate_chunk(
    lp_query_block *block, const lp_vector top[2], const float *values, lp_index padded_width, lp_index first_key,
    lp_index chunk, lp_index first_query) {
  const lp_index visible = lp_visible_keys(first_key, chunk, first_query);
  LP_UNROLL
  for (int v = 0; v < 2; v++) {
    if (first_key > 0) {
      const lp_vector shrink = lp_exp(block->top[v] - top[v]);
      block->total[v] *= shrink;
      for (lp_index d = 0; d < padded_width; d++) {
        float *at = block->sums + d * LP_LANES + v * LP_WIDTH;
        lp_store(at, lp_load(at) * shrink);
      }
    }
    block->top[v] = top[v];
    for (lp_index j = 0; j < (v == 0 ? visible : chunk); j++) {
      float *at = block->scores + j * LP_LANES + v * LP_WIDTH;
      lp_vector term = lp_exp_of_score(lp_load(at) - top[v]);
      if (first_key + j > first_query)
        term = lp_select(lp_causal_mask(first_query + v * LP_WIDTH, first_key + j), term, lp_splat(0));
      block->total[v] += term;
      lp_store(at, term);
    }
  }
  lp_add_weighted(block->sums, values, padded_width, block->scores, visible, chunk);
}

/// out (count, width) = the block's sums over their totals, and the log of the totals.
LP_INLINE void lp_finish_block(
    lp_query_block *block, float *out, float *log_sum_exp, lp_index count, lp_index width, lp_index stride) {
  for (int w = 0; w < 2; w++) {
    const lp_vector share = lp_splat(1) / block->total[w];
    for (lp_index d = 0; d < width; d++) {
      float *at = block->sums + d * LP_LANES + w * LP_WIDTH;
      lp_store(at, lp_load(at) * share);
    }
    const lp_index left = count - w * LP_WIDTH;
    if (log_sum_exp && left > 0)
      lp_store_some(log_sum_exp + w * LP_WIDTH, block->top[w] + lp_log(block->total[w]), left);
  }
  lp_transpose(out, stride, block->sums, LP_LANES, width, count, 1);
}

/// out (queries, width) = softmax(q kᵀ/√width, causal) v; log_sum_exp (queries), if not null.
///
/// Query n stands at position `past` + n and sees keys 0 … past + n. Rows of q are `q_stride` floats apart, those of k and
/// v `stride`, those of out `out_stride`. `rotations`, if not null, holds the positions' angles as in attention.h.
static void lp_attention_forward(
    float *out, float *log_sum_exp, const float *q, const float *k, const float *v, const float *rotations,
    lp_index queries, lp_index past, lp_index width, lp_index q_stride, lp_index stride, lp_index out_stride,
    float *workspace) {
  const lp_index positions = past + queries;
  const lp_index padded = lp_round_up(positions, LP_HEAD_ROWS);
  const lp_index padded_width = lp_round_up(width, LP_HEAD_ROWS), lane_width = lp_round_up(width, LP_WIDTH);
  float *keys = workspace, *values = keys + padded * padded_width;
  lp_query_block block = {.transposed = values + padded * padded_width};
  block.sums = block.transposed + padded_width * LP_LANES;
  block.scores = block.sums + padded_width * LP_LANES;
  block.rows = block.scores + LP_CHUNK * LP_LANES;

  for (lp_index i = 0, packed = 0; i < queries; i += LP_LANES) {
    const lp_index count = lp_min(LP_LANES, queries - i), seen = past + i + count;
    const lp_index last_key = lp_round_up(seen, LP_HEAD_ROWS), next = lp_min(positions, seen + LP_LANES);
    lp_pack_rows(keys, padded_width, k, stride, packed, seen, width);
    lp_rope_rows(keys + packed * padded_width, padded_width, rotations, packed, seen - packed, width, 1);
    lp_pack_rows(values, padded_width, v, stride, packed, seen, width);
    packed = seen;
    lp_prefetch_rows(q - past * q_stride, q_stride, seen, next, width);
    lp_prefetch_rows(k, stride, seen, next, width);
    lp_prefetch_rows(v, stride, seen, next, width);
    lp_load_queries(block.rows, lane_width, block.transposed, q + i * q_stride, q_stride, rotations, past + i, count, width);
    lp_clear(block.sums, LP_LANES, padded_width, 0, LP_LANES);
    for (int w = 0; w < 2; w++) block.top[w] = lp_splat(-__builtin_inff()), block.total[w] = lp_splat(0);

    for (lp_index j = 0; j < last_key; j += LP_CHUNK) {
      const lp_index chunk = lp_min(LP_CHUNK, last_key - j);
      lp_vector top[2] = {block.top[0], block.top[1]};
      lp_score_chunk(&block, top, keys, padded_width, width, j, chunk, past + i);
      lp_accumulate_chunk(&block, top, values + j * padded_width, padded_width, j, chunk, past + i);
    }

    lp_finish_block(&block, out + i * out_stride, log_sum_exp ? log_sum_exp + i : log_sum_exp, count, width, out_stride);
  }
}

#endif
