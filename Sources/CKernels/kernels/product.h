// Matrix products: c = a · b, added to c itself or to another matrix on the way out, as loops around one register tile (tile.h).
//
//   b is packed once, for all tasks, or read where it lies; then a task goes
//     for each block of its rows            (a block of a stays in the second-level cache)
//       for each slice of the depth         (a panel of b is not much larger than the first-level cache)
//         for each panel of b, for each tile of rows of the block:  one tile of c
//           (the block's slice of a is packed before it or, tile by tile, with the first panel)
//
// Packing puts the operands in the order in which tiles read them, padded with zeros to whole tiles. a is
// packed by each task for itself, since packing all of it would write it to memory and read it back. A row-major b
// needs no packing if its rows are not a multiple of 4 KiB apart: a tile then reads one or two lines of each row,
// which fall into different sets of the caches. Packing is worth its while if many rows of a share it. See Goto
// and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008,
// doi:10.1145/1356052.1356053.
//
// A task owns a rectangle of c and walks the whole depth for it in slices that depend on the depth alone, so
// each element of c is the same sequence of multiply-adds whatever the split into tasks.
//
// **Safety.** Reads stay inside a and b and writes inside c; packed operands have room for whole tiles.

#ifndef LP_PRODUCT_H
#define LP_PRODUCT_H

#include "../include/CKernels.h"
#include "packing.h"
#include "tile.h"

// MARK: Tiles

/// Where a tile's sums go: `onto` is c, another matrix or null.
typedef struct {
  float *c;
  const float *onto;
  lp_index c_row, rows, columns;
} lp_target;

/// Writes the tile's sums; a tile at the edge goes through a whole one on the stack.
LP_INLINE void lp_finish_tile(const lp_vector *acc, lp_target to) {
  if (to.rows == LP_TILE_ROWS && to.columns == LP_TILE_COLUMNS) {
    LP_UNROLL
    for (int m = 0; m < LP_TILE_ROWS; m++) {
      LP_UNROLL
      for (int v = 0; v < LP_TILE_VECTORS; v++) {
        const lp_index at = m * to.c_row + v * LP_WIDTH;
        lp_vector sum = acc[m * LP_TILE_VECTORS + v];
        lp_store(to.c + at, to.onto ? lp_load(to.onto + at) + sum : sum);
      }
    }
  } else {
    float whole[LP_TILE_ROWS * LP_TILE_COLUMNS];
    LP_UNROLL
    for (int i = 0; i < LP_TILE_ROWS * LP_TILE_VECTORS; i++) lp_store(whole + i * LP_WIDTH, acc[i]);
    for (lp_index m = 0; m < to.rows; m++)
      for (lp_index n = 0; n < to.columns; n++) {
        const float sum = whole[m * LP_TILE_COLUMNS + n];
        to.c[m * to.c_row + n] = to.onto ? to.onto[m * to.c_row + n] + sum : sum;
      }
  }
}

/// Rows of a that the next tile will pack; null if there is none, or it is packed already.
typedef struct {
  const float *start;
  lp_index row;
} lp_coming;

LP_INLINE void lp_ask_for_row(const float *row, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_LINE) __builtin_prefetch(row + i, 0, 2);
}

/// One tile of c from packed a and a panel of b. On the way it asks for what is not near yet, row by row so that no
/// multiply-add waits: the rows of c that it will write, and those of a that come next.
LP_INLINE void lp_product_tile(
    const float *a, const lp_index a_row, const lp_index a_step, const float *b, lp_index b_row, lp_index depth,
    lp_target to, lp_coming coming) {
  lp_vector acc[LP_TILE_ROWS * LP_TILE_VECTORS];
  LP_UNROLL
  for (int i = 0; i < LP_TILE_ROWS * LP_TILE_VECTORS; i++) acc[i] = lp_splat(0);
  const lp_index part = depth / (LP_TILE_ROWS + 2);
  lp_index done = 0;
  for (lp_index m = 0; m < to.rows; m++, done += part) {
    __builtin_prefetch(to.c + m * to.c_row, 1);
    __builtin_prefetch(to.c + m * to.c_row + to.columns - 1, 1);
    if (coming.start) lp_ask_for_row(coming.start + m * coming.row, depth);
    lp_tile(
        acc, LP_TILE_ROWS, LP_TILE_VECTORS, a + done * a_step, a_row, a_step, b + done * b_row, b_row, part, LP_AHEAD);
  }
  lp_tile(
      acc, LP_TILE_ROWS, LP_TILE_VECTORS, a + done * a_step, a_row, a_step, b + done * b_row, b_row, depth - done,
      LP_AHEAD);
  lp_finish_tile(acc, to);
}

static void lp_tile_by_row(
    const float *a, const float *b, lp_index b_row, lp_index depth, lp_target to, lp_coming coming) {
  lp_product_tile(a, LP_PACKED_ROW, 1, b, b_row, depth, to, coming);
}

static void lp_tile_by_step(
    const float *a, const float *b, lp_index b_row, lp_index depth, lp_target to, lp_coming coming) {
  lp_product_tile(a, 1, LP_TILE_ROWS, b, b_row, depth, to, coming);
}

// MARK: Blocks

/// A slice of b as tiles read it: row i of panel j begins at start + j · panel + i · row.
typedef struct {
  const float *start;
  lp_index row, panel;
  lp_index k, slice;  // the rows k ..< k + slice of b
} lp_right_operand;

LP_INLINE lp_right_operand lp_slice_of_b(const lp_product *p, lp_index k, lp_index slice) {
  if (!p->packed) return (lp_right_operand){p->b + k * p->b_row, p->b_row, LP_TILE_COLUMNS, k, slice};
  const float *start = lp_packed_slice(p, k, slice).start;
  return (lp_right_operand){start, LP_TILE_COLUMNS, slice * LP_TILE_COLUMNS, k, slice};
}

/// What a tile's sums are added to: c's earlier slices, or at the first slice whatever the product is added to.
LP_INLINE const float *lp_base(const lp_product *p, lp_index k, lp_index at) {
  const float *onto = k > 0 ? p->c : p->onto;
  return onto ? onto + at : onto;
}

/// One slice of one block of at most BLOCK_ROWS rows: every tile, panel by panel of b.
///
/// A column-major a is packed as a whole, since each of its lines belongs to several tiles; of a row-major a each tile
/// is packed just before its first use, while the next one's rows are on their way.
LP_INLINE void lp_block(
    const lp_product *p, lp_right_operand b, lp_index first_row, lp_index last_row, lp_index first_panel,
    lp_index last_panel, float *packed_a) {
  const int along = p->a_step == 1;
  if (!along) lp_pack_across(p, first_row, last_row, b.k, b.slice, packed_a);
  for (lp_index panel = first_panel; panel < last_panel; panel++) {
    const float *right = b.start + panel * b.panel;
    const lp_index n = panel * LP_TILE_COLUMNS;
    for (lp_index m = first_row; m < last_row; m += LP_TILE_ROWS) {
      float *left = packed_a + (m - first_row) * LP_PACKED_ROW;
      const lp_target to = {
        p->c + m * p->c_row + n, lp_base(p, b.k, m * p->c_row + n), p->c_row, lp_least(LP_TILE_ROWS, last_row - m),
        lp_least(LP_TILE_COLUMNS, p->columns - n)};
      lp_coming coming = {0, p->a_row};
      if (along && panel == first_panel) {
        lp_pack_along(p, m, m + to.rows, b.k, b.slice, left);
        if (m + 2 * LP_TILE_ROWS <= last_row) coming.start = p->a + (m + LP_TILE_ROWS) * p->a_row + b.k;
      }
      (along ? lp_tile_by_row : lp_tile_by_step)(left, right, b.row, b.slice, to, coming);
    }
  }
}

/// Floats of scratch for a task.
static lp_index lp_product_scratch(void) { return LP_BLOCK_ROWS * LP_PACKED_ROW; }

/// A rectangle of c: rows first_row ..< last_row, panels first_panel ..< last_panel.
static void lp_product_tiles(
    const lp_product *p, lp_index first_row, lp_index last_row, lp_index first_panel, lp_index last_panel,
    float *scratch) {
  const lp_index depth = lp_slice_depth(p->depth);
  for (lp_index m = first_row; m < last_row; m += LP_BLOCK_ROWS) {
    const lp_index last = lp_least(last_row, m + LP_BLOCK_ROWS);
    for (lp_index k = 0; k < p->depth; k += depth) {
      const lp_right_operand b = lp_slice_of_b(p, k, lp_least(depth, p->depth - k));
      lp_block(p, b, m, last, first_panel, last_panel, scratch);
    }
  }
}

#endif
