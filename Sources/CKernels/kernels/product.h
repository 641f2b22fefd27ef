// Matrix products: c = or += a · b, as three loops around one register tile.
//
//   for each slice of the depth            (so that a block of a and a panel of b fit the caches)
//     pack this task's rows of a           (second-level cache)
//     for each panel of b, packed before   (first-level cache)
//       for each tile of rows of a         → one tile of c
//
// Packing puts the operands in the order in which tiles read them, padded with zeros to whole tiles. b is
// packed once per product and shared by all tasks; a is packed by each task for itself, since packing all of
// it would write it to memory and read it back. See Goto and van de Geijn, "Anatomy of High-Performance
// Matrix Multiplication", ACM TOMS 34(3), 2008, doi:10.1145/1356052.1356053.
//
// A task owns a rectangle of c and walks the whole depth for it in slices that depend on the depth alone, so
// each element of c is the same sequence of multiply-adds whatever the split into tasks.

#ifndef LP_PRODUCT_H
#define LP_PRODUCT_H

#include "../include/CKernels.h"
#include "tile.h"
#include "transpose.h"

enum {
  LP_TILE_COLUMNS = LP_TILE_VECTORS * LP_WIDTH,
  LP_SLICE = 256,               // deepest slice: a panel of b is then 32 KiB on AVX-512
  LP_PACKED_ROW = LP_SLICE + 16 // row of packed a: rows a power of two apart would share cache sets
};

/// The depth is cut into equal slices of at most LP_SLICE, a multiple of 8 each but the last.
LP_INLINE lp_index lp_slice_depth(lp_index depth) {
  lp_index slices = (depth + LP_SLICE - 1) / LP_SLICE;
  return slices <= 1 ? depth : lp_round_up((depth + slices - 1) / slices, 8);
}

/// Where the panel of a slice starts in packed b.
LP_INLINE float *lp_panel(const lp_product *p, lp_index first_k, lp_index slice, lp_index panel) {
  return p->packed + first_k * lp_round_up(p->columns, LP_TILE_COLUMNS) + panel * slice * LP_TILE_COLUMNS;
}

// MARK: Packing

static void lp_product_pack(const lp_product *p, lp_index first_panel, lp_index last_panel) {
  const lp_index depth = lp_slice_depth(p->depth);
  for (lp_index k = 0; k < p->depth; k += depth) {
    const lp_index slice = lp_least(depth, p->depth - k);
    for (lp_index panel = first_panel; panel < last_panel; panel++) {
      const lp_index n = panel * LP_TILE_COLUMNS;
      const lp_index columns = lp_least(LP_TILE_COLUMNS, p->columns - n);
      const float *from = p->b + k * p->b_row + n * p->b_step;
      float *to = lp_panel(p, k, slice, panel);
      if (columns < LP_TILE_COLUMNS) lp_clear(to, LP_TILE_COLUMNS, slice, columns, LP_TILE_COLUMNS);
      if (p->b_step == 1) {
        lp_copy_rows(to, LP_TILE_COLUMNS, from, p->b_row, slice, columns);
      } else {
        lp_transpose(to, LP_TILE_COLUMNS, from, p->b_step, columns, slice, 1);
      }
    }
  }
}

/// Floats of scratch for a task of `rows` rows.
static lp_index lp_product_scratch(lp_index rows) {
  return lp_round_up(rows, LP_TILE_ROWS) * LP_PACKED_ROW;
}

/// Packs rows first ..< last of a slice of a: whole rows if a is row-major, [k][row] tiles if it is not.
static void lp_pack_rows(
    const lp_product *p, lp_index first, lp_index last, lp_index k, lp_index slice, float *to) {
  for (lp_index m = first; m < last; m += LP_TILE_ROWS, to += LP_TILE_ROWS * LP_PACKED_ROW) {
    const lp_index rows = lp_least(LP_TILE_ROWS, last - m);
    const float *from = p->a + m * p->a_row + k * p->a_step;
    if (p->a_step == 1) {
      lp_copy_rows(to, LP_PACKED_ROW, from, p->a_row, rows, slice);
      lp_clear(to + rows * LP_PACKED_ROW, LP_PACKED_ROW, LP_TILE_ROWS - rows, 0, slice);
    } else if (rows == LP_TILE_ROWS) {
      for (lp_index i = 0; i < slice; i++)
        __builtin_memcpy(to + i * LP_TILE_ROWS, from + i * p->a_step, LP_TILE_ROWS * sizeof(float));
    } else {
      for (lp_index i = 0; i < slice; i++)
        for (lp_index j = 0; j < LP_TILE_ROWS; j++) to[i * LP_TILE_ROWS + j] = j < rows ? from[i * p->a_step + j] : 0;
    }
  }
}

// MARK: Tiles

/// c (rows, columns) = or += the tile's sums; a tile at the edge goes through a whole one on the stack.
LP_INLINE void lp_finish_tile(
    const lp_vector *acc, float *c, lp_index c_row, lp_index rows, lp_index columns, int add) {
  if (rows == LP_TILE_ROWS && columns == LP_TILE_COLUMNS) {
    LP_UNROLL
    for (int m = 0; m < LP_TILE_ROWS; m++) {
      LP_UNROLL
      for (int v = 0; v < LP_TILE_VECTORS; v++) {
        float *at = c + m * c_row + v * LP_WIDTH;
        lp_vector sum = acc[m * LP_TILE_VECTORS + v];
        lp_store(at, add ? lp_load(at) + sum : sum);
      }
    }
  } else {
    float whole[LP_TILE_ROWS * LP_TILE_COLUMNS];
    LP_UNROLL
    for (int i = 0; i < LP_TILE_ROWS * LP_TILE_VECTORS; i++) lp_store(whole + i * LP_WIDTH, acc[i]);
    for (lp_index m = 0; m < rows; m++)
      for (lp_index n = 0; n < columns; n++) {
        float sum = whole[m * LP_TILE_COLUMNS + n];
        c[m * c_row + n] = add ? c[m * c_row + n] + sum : sum;
      }
  }
}

/// One tile of c from packed a and packed b.
#define LP_DEFINE_PRODUCT_TILE(NAME, A_ROW, A_STEP)                                                        \
  static void NAME(                                                                                        \
      const float *a, const float *b, lp_index depth, float *c, lp_index c_row, lp_index rows,             \
      lp_index columns, int add) {                                                                         \
    lp_vector acc[LP_TILE_ROWS * LP_TILE_VECTORS];                                                         \
    LP_UNROLL                                                                                              \
    for (int i = 0; i < LP_TILE_ROWS * LP_TILE_VECTORS; i++) acc[i] = lp_splat(0);                         \
    for (lp_index m = 0; m < rows; m++) {                                                                  \
      __builtin_prefetch(c + m * c_row, 1);                                                                \
      __builtin_prefetch(c + m * c_row + columns - 1, 1);                                                  \
    }                                                                                                      \
    lp_tile(acc, LP_TILE_ROWS, LP_TILE_VECTORS, a, A_ROW, A_STEP, b, LP_TILE_COLUMNS, depth);              \
    lp_finish_tile(acc, c, c_row, rows, columns, add);                                                     \
  }

LP_DEFINE_PRODUCT_TILE(lp_tile_by_row, LP_PACKED_ROW, 1)
LP_DEFINE_PRODUCT_TILE(lp_tile_by_step, 1, LP_TILE_ROWS)

/// The part of c in rows first_row ..< last_row and panels first_panel ..< last_panel.
static void lp_product_tiles(
    const lp_product *p, lp_index first_row, lp_index last_row, lp_index first_panel, lp_index last_panel,
    float *scratch) {
  const lp_index depth = lp_slice_depth(p->depth);
  for (lp_index k = 0; k < p->depth; k += depth) {
    const lp_index slice = lp_least(depth, p->depth - k);
    const int add = p->accumulate || k > 0;
    lp_pack_rows(p, first_row, last_row, k, slice, scratch);
    for (lp_index panel = first_panel; panel < last_panel; panel++) {
      const float *b = lp_panel(p, k, slice, panel);
      const lp_index n = panel * LP_TILE_COLUMNS;
      const lp_index columns = lp_least(LP_TILE_COLUMNS, p->columns - n);
      for (lp_index m = first_row; m < last_row; m += LP_TILE_ROWS) {
        const float *a = scratch + (m - first_row) * LP_PACKED_ROW;
        const lp_index rows = lp_least(LP_TILE_ROWS, last_row - m);
        float *c = p->c + m * p->c_row + n;
        if (p->a_step == 1) {
          lp_tile_by_row(a, b, slice, c, p->c_row, rows, columns, add);
        } else {
          lp_tile_by_step(a, b, slice, c, p->c_row, rows, columns, add);
        }
      }
    }
  }
}

#endif
