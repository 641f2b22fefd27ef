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

/// b row-major: each row of the slice is read once, in one go, and dealt out to the panels.
LP_INLINE void lp_deal_row(
    const lp_product *p, lp_index k, lp_index slice, lp_index row, lp_index first_panel, lp_index last_panel) {
  const float *from = p->b + (k + row) * p->b_row;
  for (lp_index panel = first_panel; panel < last_panel; panel++) {
    const lp_index n = panel * LP_TILE_COLUMNS;
    float *to = lp_panel(p, k, slice, panel) + row * LP_TILE_COLUMNS;
    if (n + LP_TILE_COLUMNS <= p->columns) {
      LP_UNROLL
      for (int v = 0; v < LP_TILE_VECTORS; v++) lp_store(to + v * LP_WIDTH, lp_load(from + n + v * LP_WIDTH));
    } else {
      for (lp_index i = 0; i < LP_TILE_COLUMNS; i++) to[i] = n + i < p->columns ? from[n + i] : 0;
    }
  }
}

/// b column-major: each panel is a transposition.
LP_INLINE void lp_turn_panel(const lp_product *p, lp_index k, lp_index slice, lp_index panel) {
  const lp_index n = panel * LP_TILE_COLUMNS;
  const lp_index columns = lp_least(LP_TILE_COLUMNS, p->columns - n);
  float *to = lp_panel(p, k, slice, panel);
  lp_transpose(to, LP_TILE_COLUMNS, p->b + k + n * p->b_step, p->b_step, columns, slice, 1);
  lp_clear(to, LP_TILE_COLUMNS, slice, columns, LP_TILE_COLUMNS);
}

static void lp_product_pack(const lp_product *p, lp_index first_panel, lp_index last_panel) {
  const lp_index depth = lp_slice_depth(p->depth);
  for (lp_index k = 0; k < p->depth; k += depth) {
    const lp_index slice = lp_least(depth, p->depth - k);
    if (p->b_step == 1) {
      for (lp_index row = 0; row < slice; row++) lp_deal_row(p, k, slice, row, first_panel, last_panel);
    } else {
      for (lp_index panel = first_panel; panel < last_panel; panel++) lp_turn_panel(p, k, slice, panel);
    }
  }
}

/// Floats of scratch for a task of `rows` rows.
static lp_index lp_product_scratch(lp_index rows) {
  return lp_round_up(rows, LP_TILE_ROWS) * LP_PACKED_ROW;
}

/// Packs rows first ..< last of a slice of a row-major a: rows stay rows.
LP_INLINE void lp_pack_along(
    const lp_product *p, lp_index first, lp_index last, lp_index k, lp_index slice, float *to) {
  const lp_index padded = lp_round_up(last - first, LP_TILE_ROWS);
  lp_copy_rows(to, LP_PACKED_ROW, p->a + first * p->a_row + k, p->a_row, last - first, slice);
  lp_clear(to + (last - first) * LP_PACKED_ROW, LP_PACKED_ROW, padded - (last - first), 0, slice);
}

/// Packs rows first ..< last of a slice of a column-major a: memory's rows are columns here, and each is dealt
/// out to the tiles. Where whole vectors may be read, a tile's 14 floats (say) are stored as 16: the next
/// step overwrites the surplus, and a tile's room is larger than a slice.
LP_INLINE void lp_pack_across(
    const lp_product *p, lp_index first, lp_index last, lp_index k, lp_index slice, float *to) {
  enum { VECTORS = (LP_TILE_ROWS + LP_WIDTH - 1) / LP_WIDTH, AHEAD = 8 };
  for (lp_index i = 0; i < slice; i++) {
    const float *from = p->a + (k + i) * p->a_step;
    for (lp_index m = first; m < last; m += LP_WIDTH) __builtin_prefetch(from + AHEAD * p->a_step + m);
    float *tile = to + i * LP_TILE_ROWS;
    for (lp_index m = first; m < last; m += LP_TILE_ROWS, tile += LP_TILE_ROWS * LP_PACKED_ROW) {
      if (m + VECTORS * LP_WIDTH <= p->rows) {
        LP_UNROLL
        for (int v = 0; v < VECTORS; v++) lp_store(tile + v * LP_WIDTH, lp_load(from + m + v * LP_WIDTH));
      } else {
        for (lp_index j = 0; j < LP_TILE_ROWS; j++) tile[j] = m + j < p->rows ? from[m + j] : 0;
      }
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
    if (p->a_step == 1) {
      lp_pack_along(p, first_row, last_row, k, slice, scratch);
    } else {
      lp_pack_across(p, first_row, last_row, k, slice, scratch);
    }
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
