// Causal attention over one head of keys and values, tiled through the cache: layout, and what both directions share.
//
// **Queries stand in vector lanes.** A block of 2 W queries is transposed once; a tile of scores is then
// (keys × query lanes), so the softmax's maximum and sum run down the rows with no sums across lanes, and a
// tile of probabilities is already the packed right operand of the product with the values:
//
//   scoresᵀ (keys, lanes)  = K (keys, width) · Qᵀ (width, lanes)
//   outᵀ    (width, lanes) += Vᵀ (width, keys) · P (keys, lanes)
//
// Keys are taken in chunks that fit the first-level cache, and for each of the block's two vectors of lanes only up to
// its last query, so nothing above the diagonal is computed but the triangle inside a vector's last tiles, which is
// masked; with a window, from the first key that the block's first query sees. No (T, T) matrix exists anywhere. Memory
// per head is 2 to 4 copies of (T, width). Heads of queries that share keys and values read the same packed ones.
//
// The running maximum and sum are Milakov and Gimelshein's online softmax (2018, arXiv:1805.02867); the
// backward pass recomputes probabilities from the stored log-sum-exp as in FlashAttention (Dao et al., 2022,
// arXiv:2205.14135).
//
// Queries and keys are normed (head_norm.h) and rotated by their positions' angles (rotary.h) while they are packed, and
// their gradients are taken back through both before they are written, so neither is a pass over memory of its own.
//
// **Safety.** Workspace is written before it is read; padding rows and columns are zeros, so they add nothing.

#ifndef LP_ATTENTION_H
#define LP_ATTENTION_H

#include "../include/CKernels.h"
#include "exponential.h"
#include "head_norm.h"
#include "rotary.h"
#include "tile.h"
#include "transpose.h"

enum {
  LP_LANES = 2 * LP_WIDTH,  // queries in a block
  LP_CHUNK = 128            // keys whose probabilities are held at a time; a multiple of every LP_HEAD_ROWS
};

/// Packs rows first ..< last of x (…, width), `stride` apart, as rows of `padded_width`, and zeros up to whole tiles.
static void lp_pack_rows(
    float *to, lp_index padded_width, const float *x, lp_index stride, lp_index first, lp_index last,
    lp_index width) {
  if (first >= last) return;
  to += first * padded_width;
  lp_copy_rows(to, padded_width, x + first * stride, stride, last - first, width);
  if (width < padded_width) lp_clear(to, padded_width, last - first, width, padded_width);
  lp_clear(to + (last - first) * padded_width, padded_width, lp_round_up(last, LP_HEAD_ROWS) - last, 0, padded_width);
}

/// Prefetches rows first ..< last of x (…, width), `stride` apart: they are read a block later. Each row is a few
/// lines in a page of its own, which the processor does not foresee.
static void lp_prefetch_rows(const float *x, lp_index stride, lp_index first, lp_index last, lp_index width) {
  for (lp_index n = first; n < last; n++) lp_prefetch_row(x + n * stride, width);
}

/// Rotates rows x (count, width), `row` floats apart, by the angles of positions `first` on; back if direction is −1.
/// Row p of `rotations` holds cosines and sines (width each); null leaves x as it is.
static void lp_rope_rows(
    float *x, lp_index row, const float *rotations, lp_index first, lp_index count, lp_index width, float direction) {
  if (!rotations) return;
  rotations += first * 2 * width;
  for (lp_index n = 0; n < count; n++, x += row, rotations += 2 * width) {
    lp_index d = 0;
    for (; d + LP_WIDTH <= width; d += LP_WIDTH) {
      lp_vector v = lp_load(x + d), swapped = lp_swap_pairs(v) * (lp_load(rotations + width + d) * lp_splat(direction));
      lp_store(x + d, lp_fma(v, lp_load(rotations + d), swapped));
    }
    if (d < width) lp_rotate(x + d, rotations + d, rotations + width + d, 1, width - d, direction);
  }
}

/// to (LANES, lane_width) = x (count, width) · factor, zeros around.
static void lp_pad_rows(
    float *to, lp_index lane_width, const float *x, lp_index stride, lp_index count, lp_index width,
    float factor) {
  for (lp_index n = 0; n < LP_LANES; n++)
    for (lp_index d = 0; d < lane_width; d += LP_WIDTH) {
      lp_vector v = n < count && d < width ? lp_load_some(x + n * stride + d, width - d) : lp_splat(0);
      lp_store(to + n * lane_width + d, v * lp_splat(factor));
    }
}

/// to (width, LANES) = x (count, width)ᵀ; lanes from `count` on are zero.
static void lp_transpose_queries(
    float *to, const float *x, lp_index stride, lp_index count, lp_index width) {
  lp_transpose(to, LP_LANES, x, stride, count, width, 1);
  lp_clear(to, LP_LANES, width, count, LP_LANES);
}

/// A block of queries at positions `first` on, normed, rotated by their angles and divided by √width: rows (LANES,
/// lane_width) and transposed (width, LANES).
static void lp_load_queries(
    float *rows, lp_index lane_width, float *transposed, const float *q, const lp_attention *form, lp_index first,
    lp_index count) {
  const lp_index width = form->width;
  const float factor = 1 / __builtin_sqrtf((float)width);
  lp_pad_rows(rows, lane_width, q, form->q_row, count, width, form->q_gain ? 1 : factor);
  if (form->q_gain) lp_norm_rows(rows, lane_width, count, width, form->q_gain, form->epsilon, factor);
  lp_rope_rows(rows, lane_width, form->rotations, first, count, width, 1);
  lp_transpose_queries(transposed, rows, lane_width, count, width);
}

/// Packs keys and values of positions first ..< last as rows of `padded_width`, and zeros up to whole tiles; keys normed
/// and rotated.
static void lp_pack_keys_values(
    float *keys, float *values, lp_index padded_width, const float *k, const float *v, const lp_attention *form,
    lp_index first, lp_index last) {
  const lp_index width = form->width;
  float *packed = keys + first * padded_width;
  lp_pack_rows(keys, padded_width, k, form->kv_row, first, last, width);
  if (form->k_gain) lp_norm_rows(packed, padded_width, last - first, width, form->k_gain, form->epsilon, 1);
  lp_rope_rows(packed, padded_width, form->rotations, first, last - first, width, 1);
  lp_pack_rows(values, padded_width, v, form->kv_row, first, last, width);
}

/// Prefetches what the next block of queries, and the keys up to its last one, are packed from.
static void lp_prefetch_block(
    const float *q, const float *k, const float *v, const lp_attention *form, lp_index first, lp_index last) {
  lp_prefetch_rows(q - form->past * form->q_row, form->q_row, first, last, form->heads * form->width);
  lp_prefetch_rows(k, form->kv_row, first, last, form->width);
  lp_prefetch_rows(v, form->kv_row, first, last, form->width);
}

/// acc (HEAD_ROWS keys, LANES) = keys (HEAD_ROWS, width) · transposed (width, LANES), for the vectors from `first` on: a
/// constant, so that who finds it out calls in two places.
LP_INLINE void lp_head_tile(
    lp_vector *acc, const int first, const float *keys, lp_index key_row, const float *transposed, lp_index width) {
  LP_UNROLL
  for (int i = 0; i < 2 * LP_HEAD_ROWS; i++) acc[i] = lp_splat(0);
  lp_tile(acc, LP_HEAD_ROWS, first, 2, keys, key_row, 1, transposed, LP_LANES, width);
}

/// sums (padded width, LANES) += rows (depth, padded width)ᵀ · weights (depth, LANES). The first vector of lanes sees
/// `visible` rows only.
LP_INLINE void lp_add_weighted(
    float *sums, const float *rows, lp_index padded_width, const float *weights, lp_index visible, lp_index depth) {
  for (lp_index d = 0; d < padded_width; d += LP_HEAD_ROWS) {
    lp_vector acc[2 * LP_HEAD_ROWS];
    float *at = sums + d * LP_LANES;
    LP_UNROLL
    for (int i = 0; i < 2 * LP_HEAD_ROWS; i++) acc[i] = lp_load(at + i * LP_WIDTH);
    lp_tile(acc, LP_HEAD_ROWS, 0, 2, rows + d, 1, padded_width, weights, LP_LANES, visible);
    lp_tile(
        acc, LP_HEAD_ROWS, 1, 2, rows + visible * padded_width + d, 1, padded_width, weights + visible * LP_LANES, LP_LANES,
        depth - visible);
    LP_UNROLL
    for (int i = 0; i < 2 * LP_HEAD_ROWS; i++) lp_store(at + i * LP_WIDTH, acc[i]);
  }
}

/// How many of the `chunk` keys from `first_key` on the first vector of lanes may see, whose queries are first_query ..<
/// first_query + W.
LP_INLINE lp_index lp_visible_keys(lp_index first_key, lp_index chunk, lp_index first_query) {
  const lp_index visible = first_query + LP_WIDTH - first_key;
  return visible < 0 ? 0 : lp_min(visible, chunk);
}

/// The first key that the block from `first_query` on looks at, at the start of a tile.
LP_INLINE lp_index lp_first_key(const lp_attention *form, lp_index first_query) {
  const lp_index first = first_query + 1 - form->window;
  return first <= 0 ? 0 : first / LP_HEAD_ROWS * LP_HEAD_ROWS;
}

/// Whether a query of the block from `first_query` on does not see a key of first_key ..< last_key: it stands behind the
/// query, or the window has left it behind.
LP_INLINE int lp_needs_mask(lp_index window, lp_index first_key, lp_index last_key, lp_index first_query) {
  return last_key - 1 > first_query || first_key <= first_query + LP_LANES - 1 - window;
}

/// Lanes (of one vector, the first standing for `query`) that may see `key`.
LP_INLINE lp_integers lp_mask(lp_index window, lp_index query, lp_index key) {
  const int32_t ahead = (int32_t)(key - query);
  const int32_t left = (int32_t)lp_min(ahead + window, 1 << 30);
  return (lp_iota() >= (lp_integers)ahead) & (lp_iota() < (lp_integers)left);
}

#endif
