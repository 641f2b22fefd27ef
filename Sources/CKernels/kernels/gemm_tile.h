// One tile of a matrix product, and what it does on its way: it prefetches whatever is wanted next.
//
// The multiply-adds of a tile (tile.h) run at 98% of the limit if a and b are near. Memory is far: what is not in
// the second-level cache comes from 110 to 160 ns away on a shared server, time for 600 to 900 multiply-adds. So while
// one tile is multiplied, what the next ones need is already prefetched, a line every other step.
//
// **Safety.** A prefetch reads nothing, whatever the address. Writes are as large as the target says.

#ifndef LP_GEMM_TILE_H
#define LP_GEMM_TILE_H

#include "group_sums.h"
#include "packing.h"
#include "tile.h"

/// Where a tile's sums go: `addend` is c, another matrix or null. `sums` are whole tiles, which are added before it.
typedef struct {
  float *c;
  const float *addend;
  lp_index c_row, rows, columns;
  const float *sums[LP_MOST_SUMS];
  lp_index count;
} lp_target;

/// Adds a whole tile.
LP_INLINE void lp_add_tile(lp_vector *acc, const float *sums) {
  LP_UNROLL
  for (int i = 0; i < LP_TILE_ROWS * LP_TILE_VECTORS; i++) acc[i] = lp_load(sums + i * LP_WIDTH) + acc[i];
}

/// Writes the tile's sums; a tile at the edge goes through a whole one on the stack.
LP_INLINE void lp_finish_tile(lp_vector *acc, const lp_target *to) {
  for (lp_index i = 0; i < to->count; i++) lp_add_tile(acc, to->sums[i]);
  if (to->rows == LP_TILE_ROWS && to->columns == LP_TILE_COLUMNS) {
    LP_UNROLL
    for (int m = 0; m < LP_TILE_ROWS; m++) {
      LP_UNROLL
      for (int v = 0; v < LP_TILE_VECTORS; v++) {
        const lp_index at = m * to->c_row + v * LP_WIDTH;
        lp_vector sum = acc[m * LP_TILE_VECTORS + v];
        lp_store(to->c + at, to->addend ? lp_load(to->addend + at) + sum : sum);
      }
    }
  } else {
    float whole[LP_TILE_ROWS * LP_TILE_COLUMNS];
    LP_UNROLL
    for (int i = 0; i < LP_TILE_ROWS * LP_TILE_VECTORS; i++) lp_store(whole + i * LP_WIDTH, acc[i]);
    for (lp_index m = 0; m < to->rows; m++)
      for (lp_index n = 0; n < to->columns; n++) {
        const float sum = whole[m * LP_TILE_COLUMNS + n];
        to->c[m * to->c_row + n] = to->addend ? to->addend[m * to->c_row + n] + sum : sum;
      }
  }
}

/// What a tile prefetches on its way, since others will read it soon.
typedef struct {
  const float *rows;  // of a, `row` apart: the next tile will pack them; null if there is none or it is packed already
  lp_index row;
  const float *panel;  // this tile's share of the next panel of b, `panel_step` for each step of the depth
  lp_index panel_step;
} lp_prefetch_plan;

/// Row m of the tile, and of what it is added to.
LP_INLINE void lp_prefetch_target(const lp_target *to, lp_index m) {
  const lp_index at = m * to->c_row;
  __builtin_prefetch(to->c + at, 1);
  __builtin_prefetch(to->c + at + to->columns - 1, 1);
  for (lp_index i = 0; i < to->count; i++) {
    __builtin_prefetch(to->sums[i] + m * LP_TILE_COLUMNS);
    __builtin_prefetch(to->sums[i] + (m + 1) * LP_TILE_COLUMNS - 1);
  }
  if (!to->addend || to->addend == to->c) return;
  __builtin_prefetch(to->addend + at);
  __builtin_prefetch(to->addend + at + to->columns - 1);
}

/// A tile's operands at some step of the depth, and how they move on with it. b streams in from the second-level cache.
typedef struct {
  const float *a, *again, *b, *panel;  // `again` is a by another name (tile.h), `panel` is prefetched on the way
  lp_index a_row, a_step, b_row, panel_step;
} lp_tile_operands;

/// Takes one step of the depth.
LP_INLINE void lp_step_tile(lp_vector *acc, lp_tile_operands *at) {
  LP_UNROLL
  for (int v = 0; v < LP_TILE_VECTORS; v++) __builtin_prefetch(at->b + LP_PREFETCH_ROWS * at->b_row + v * LP_WIDTH);
  lp_tile_step(acc, LP_TILE_ROWS, 0, LP_TILE_VECTORS, at->a, at->again, at->a_row, at->b);
  at->a += at->a_step;
  at->again += at->a_step;
  at->b += at->b_row;
}

/// Takes the next `depth` steps, by pairs, so that there are fewer instructions beside the multiply-adds.
LP_INLINE void lp_advance_tile(lp_vector *acc, lp_tile_operands *at, lp_index depth) {
  for (; depth > 1; depth -= 2) {
    __builtin_prefetch(at->panel, 0, 2);
    at->panel += 2 * at->panel_step;
    lp_step_tile(acc, at);
    lp_step_tile(acc, at);
  }
  if (depth > 0) lp_step_tile(acc, at);
}

/// One tile of c from packed a and a panel of b. On the way it prefetches what is not near yet, little by little so that
/// no multiply-add waits: the rows that it will write or add to, those of a that come next, a share of b's next panel.
LP_INLINE void lp_gemm_tile(
    const float *a, const lp_index a_row, const lp_index a_step, const float *b, lp_index b_row, lp_index depth,
    const lp_target *to, lp_prefetch_plan next) {
  lp_vector acc[LP_TILE_ROWS * LP_TILE_VECTORS];
  LP_UNROLL
  for (int i = 0; i < LP_TILE_ROWS * LP_TILE_VECTORS; i++) acc[i] = lp_splat(0);
  lp_tile_operands at = {a, lp_again(a), b, next.panel, a_row, a_step, b_row, next.panel_step};
  const lp_index part = depth / (LP_TILE_ROWS + 2) / 2 * 2;
  for (lp_index m = 0; m < to->rows; m++) {
    lp_prefetch_target(to, m);
    if (next.rows) lp_prefetch_row(next.rows + m * next.row, depth);
    lp_advance_tile(acc, &at, part);
  }
  lp_advance_tile(acc, &at, depth - to->rows * part);
  lp_finish_tile(acc, to);
}

static void lp_tile_by_row(
    const float *a, const float *b, lp_index b_row, lp_index depth, const lp_target *to, const lp_prefetch_plan *next) {
  lp_gemm_tile(a, LP_PACKED_ROW, 1, b, b_row, depth, to, *next);
}

static void lp_tile_by_step(
    const float *a, const float *b, lp_index b_row, lp_index depth, const lp_target *to, const lp_prefetch_plan *next) {
  lp_gemm_tile(a, 1, LP_TILE_ROWS, b, b_row, depth, to, *next);
}

#endif
