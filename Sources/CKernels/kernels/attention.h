// Causal attention of one head, tiled through the cache: layout, and what both directions share.
//
// **Queries stand in vector lanes.** A block of 2 W queries is transposed once; a tile of scores is then
// (keys × query lanes), so the softmax's maximum and sum run down the rows with no sums across lanes, and a
// tile of probabilities is already the packed right operand of the product with the values:
//
//   scoresᵀ (keys, lanes)  = K (keys, width) · Qᵀ (width, lanes)
//   outᵀ    (width, lanes) += Vᵀ (width, keys) · P (keys, lanes)
//
// Keys are taken in chunks that fit the first-level cache, and only up to the block's last query, so nothing
// above the diagonal is computed but the triangle inside the last tiles, which is masked. No (T, T) matrix
// exists anywhere. Memory per head is 2 to 4 copies of (T, width).
//
// The running maximum and sum are Milakov and Gimelshein's online softmax (2018, arXiv:1805.02867); the
// backward pass recomputes probabilities from the stored log-sum-exp as in FlashAttention (Dao et al., 2022,
// arXiv:2205.14135).
//
// **Safety.** Scratch is written before it is read; padding rows and columns are zeros, so they add nothing.

#ifndef LP_ATTENTION_H
#define LP_ATTENTION_H

#include "exponential.h"
#include "tile.h"
#include "transpose.h"

enum {
  LP_LANES = 2 * LP_WIDTH,  // queries in a block
  LP_CHUNK = 128            // keys whose probabilities are held at a time; a multiple of every LP_HEAD_ROWS
};

/// Packs x (positions, width), rows `stride` apart, as (padded positions, padded width) with zeros around.
static void lp_pack_head(
    float *to, lp_index padded_width, const float *x, lp_index stride, lp_index positions, lp_index width) {
  const lp_index padded = lp_round_up(positions, LP_HEAD_ROWS);
  lp_copy_rows(to, padded_width, x, stride, positions, width);
  lp_clear(to, padded_width, positions, width, padded_width);
  lp_clear(to + positions * padded_width, padded_width, padded - positions, 0, padded_width);
}

/// to (width, LANES) = x (count, width)ᵀ · factor; lanes from `count` on are zero.
static void lp_turn_block(
    float *to, const float *x, lp_index stride, lp_index count, lp_index width, float factor) {
  lp_transpose(to, LP_LANES, x, stride, count, width, factor);
  lp_clear(to, LP_LANES, width, count, LP_LANES);
}

/// acc (HEAD_ROWS keys, LANES) = keys (HEAD_ROWS, width) · turned (width, LANES).
LP_INLINE void lp_head_tile(
    lp_vector *acc, const float *keys, lp_index key_row, const float *turned, lp_index width) {
  LP_UNROLL
  for (int i = 0; i < 2 * LP_HEAD_ROWS; i++) acc[i] = lp_splat(0);
  lp_tile(acc, LP_HEAD_ROWS, 2, keys, key_row, 1, turned, LP_LANES, width, 0);
}

/// sums (padded width, LANES) += rows (depth, padded width)ᵀ · weights (depth, LANES).
LP_INLINE void lp_add_weighted(
    float *sums, const float *rows, lp_index padded_width, const float *weights, lp_index depth) {
  for (lp_index d = 0; d < padded_width; d += LP_HEAD_ROWS) {
    lp_vector acc[2 * LP_HEAD_ROWS];
    float *at = sums + d * LP_LANES;
    LP_UNROLL
    for (int i = 0; i < 2 * LP_HEAD_ROWS; i++) acc[i] = lp_load(at + i * LP_WIDTH);
    lp_tile(acc, LP_HEAD_ROWS, 2, rows + d, 1, padded_width, weights, LP_LANES, depth, 0);
    LP_UNROLL
    for (int i = 0; i < 2 * LP_HEAD_ROWS; i++) lp_store(at + i * LP_WIDTH, acc[i]);
  }
}

/// Lanes (of one vector, the first standing for `query`) that may see `key`.
LP_INLINE lp_integers lp_may_see(lp_index query, lp_index key) {
  return lp_iota() >= (lp_integers)(int32_t)(key - query);
}

#endif
