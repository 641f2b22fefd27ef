// Causal attention over one head of keys and values, forward. See attention.h for the layout.

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
  lp_index padded_width;
  const float *keys, *values;  // (positions, padded width), for all blocks
  float *rows;       // (LANES, lane width) queries · 1/√width
  float *transposed;     // (width, LANES) the same
  float *scores;     // (CHUNK, LANES) scores, then their exponentials
  float *sums;       // (padded width, LANES) Σ exponential · value
  lp_vector top[2];  // the largest score so far
  lp_vector total[2];// Σ exponentials, relative to top
} lp_query_block;

/// scores (HEAD_ROWS, LANES) = the keys from `key` on against the block, for the vectors from `first` on.
LP_INLINE void lp_score_tile(
    const lp_query_block *block, const int first, float *scores, lp_vector top[2], const lp_attention *form,
    lp_index key, lp_index first_query) {
  lp_vector acc[2 * LP_HEAD_ROWS];
  lp_head_tile(acc, first, block->keys + key * block->padded_width, block->padded_width, block->transposed, form->width);
  const int masked = lp_needs_mask(form->window, key, key + LP_HEAD_ROWS, first_query);
  LP_UNROLL
  for (int m = 0; m < LP_HEAD_ROWS; m++) {
    LP_UNROLL
    for (int v = first; v < 2; v++) {
      lp_vector score = acc[2 * m + v];
      if (masked) {
        lp_integers seen = lp_mask(form->window, first_query + v * LP_WIDTH, key + m);
        score = lp_select(seen, score, lp_splat(-__builtin_inff()));
      }
      top[v] = lp_max(score, top[v]);
      lp_store(scores + m * LP_LANES + v * LP_WIDTH, score);
    }
  }
}

/// scores = the chunk's keys against the block; returns by `top` the largest with those before.
LP_INLINE void lp_score_chunk(
    lp_query_block *block, lp_vector top[2], const lp_attention *form, lp_index first_key, lp_index chunk,
    lp_index first_query) {
  for (lp_index j = 0; j < chunk; j += LP_HEAD_ROWS) {
    const lp_index key = first_key + j;
    float *scores = block->scores + j * LP_LANES;
    if (lp_visible_keys(key, LP_HEAD_ROWS, first_query) > 0) {
      lp_score_tile(block, 0, scores, top, form, key, first_query);
    } else {
      lp_score_tile(block, 1, scores, top, form, key, first_query);
    }
  }
}

/// Moves the sums of one vector of lanes, which are of earlier keys, to a new maximum.
LP_INLINE void lp_shrink_sums(lp_query_block *block, const int v, lp_vector top) {
  const lp_vector shrink = lp_exp(block->top[v] - top);
  block->total[v] *= shrink;
  for (lp_index d = 0; d < block->padded_width; d++) {
    float *at = block->sums + d * LP_LANES + v * LP_WIDTH;
    lp_store(at, lp_load(at) * shrink);
  }
}

/// Turns scores into exponentials and adds the chunk's values. Every lane sees a key of the first chunk, which is longer
/// than a block.
LP_INLINE void lp_accumulate_chunk(
    lp_query_block *block, const lp_vector top[2], const lp_attention *form, int is_first, lp_index first_key,
    lp_index chunk, lp_index first_query) {
  const lp_index visible = lp_visible_keys(first_key, chunk, first_query);
  LP_UNROLL
  for (int v = 0; v < 2; v++) {
    if (!is_first) lp_shrink_sums(block, v, top[v]);
    block->top[v] = top[v];
    for (lp_index j = 0; j < (v == 0 ? visible : chunk); j++) {
      float *at = block->scores + j * LP_LANES + v * LP_WIDTH;
      const lp_index key = first_key + j;
      lp_vector term = lp_exp_of_score(lp_load(at) - top[v]);
      if (lp_needs_mask(form->window, key, key + 1, first_query))
        term = lp_select(lp_mask(form->window, first_query + v * LP_WIDTH, key), term, lp_splat(0));
      block->total[v] += term;
      lp_store(at, term);
    }
  }
  lp_add_weighted(
      block->sums, block->values + first_key * block->padded_width, block->padded_width, block->scores, visible, chunk);
}

/// out (count, width) = the block's sums over their totals, and the log of the totals.
LP_INLINE void lp_finish_block(
    lp_query_block *block, float *out, float *log_sum_exp, lp_index count, const lp_attention *form) {
  for (int w = 0; w < 2; w++) {
    const lp_vector share = lp_splat(1) / block->total[w];
    for (lp_index d = 0; d < form->width; d++) {
      float *at = block->sums + d * LP_LANES + w * LP_WIDTH;
      lp_store(at, lp_load(at) * share);
    }
    const lp_index left = count - w * LP_WIDTH;
    if (log_sum_exp && left > 0)
      lp_store_some(log_sum_exp + w * LP_WIDTH, block->top[w] + lp_log(block->total[w]), left);
  }
  lp_transpose(out, form->out_row, block->sums, LP_LANES, form->width, count, 1);
}

/// One head's block of `count` queries from number `i` on: q and out begin at its first row.
static void lp_attend_block(
    lp_query_block *block, float *out, float *log_sum_exp, const float *q, const lp_attention *form, lp_index i,
    lp_index count) {
  const lp_index first_query = form->past + i, last_key = lp_round_up(first_query + count, LP_HEAD_ROWS);
  lp_load_queries(
      block->rows, lp_round_up(form->width, LP_WIDTH), block->transposed, q, form, first_query, count);
  lp_clear(block->sums, LP_LANES, block->padded_width, 0, LP_LANES);
  for (int w = 0; w < 2; w++) block->top[w] = lp_splat(-__builtin_inff()), block->total[w] = lp_splat(0);
  const lp_index first_key = lp_first_key(form, first_query);
  for (lp_index j = first_key; j < last_key; j += LP_CHUNK) {
    const lp_index chunk = lp_min(LP_CHUNK, last_key - j);
    lp_vector top[2] = {block->top[0], block->top[1]};
    lp_score_chunk(block, top, form, j, chunk, first_query);
    lp_accumulate_chunk(block, top, form, j == first_key, j, chunk, first_query);
  }
  lp_finish_block(block, out, log_sum_exp, count, form);
}

/// out (queries, heads, width) = softmax(q kᵀ/√width, causal) v; log_sum_exp (heads, queries), if not null.
static void lp_attention_forward(
    float *out, float *log_sum_exp, const float *q, const float *k, const float *v, const lp_attention *form,
    float *workspace) {
  const lp_index width = form->width, positions = form->past + form->queries;
  const lp_index padded = lp_round_up(positions, LP_HEAD_ROWS);
  const lp_index padded_width = lp_round_up(width, LP_HEAD_ROWS);
  float *values = workspace + padded * padded_width;
  lp_query_block block = {.padded_width = padded_width, .keys = workspace, .values = values};
  block.transposed = values + padded * padded_width;
  block.sums = block.transposed + padded_width * LP_LANES;
  block.scores = block.sums + padded_width * LP_LANES;
  block.rows = block.scores + LP_CHUNK * LP_LANES;

  // Keys that the window has left behind before the first query are not looked at.
  for (lp_index i = 0, packed = lp_first_key(form, form->past); i < form->queries; i += LP_LANES) {
    const lp_index count = lp_min(LP_LANES, form->queries - i), seen = form->past + i + count;
    lp_pack_keys_values(workspace, values, padded_width, k, v, form, packed, seen);
    packed = seen;
    lp_prefetch_block(q, k, v, form, seen, lp_min(positions, seen + LP_LANES));
    for (lp_index h = 0; h < form->heads; h++) {
      float *sums = log_sum_exp ? log_sum_exp + h * form->queries + i : log_sum_exp;
      lp_attend_block(
          &block, out + i * form->out_row + h * width, sums, q + i * form->q_row + h * width, form, i, count);
    }
  }
}

#endif
