// Matrix products: c = a · b, added to c itself or to another matrix on the way out, as loops around one register tile (tile.h).
//
//   b is packed once, for all tasks, or read where it lies; then a task goes
//     for each block of its rows            (a block of a stays in the second-level cache)
//       for each slice of the depth         (a panel of b is not much larger than the first-level cache)
//         pack the block's slice of a
//         for each panel of b, for each tile of rows of the block:  one tile of c
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
#include "tile.h"
#include "transpose.h"

enum {
  LP_TILE_COLUMNS = LP_TILE_VECTORS * LP_WIDTH,
  LP_SLICE = 512,                 // deepest slice: a panel of b is then 64 KiB on AVX-512, a tile of a 28 KiB
  LP_PACKED_ROW = LP_SLICE + 16,  // row of packed a: rows a power of two apart would share cache sets
  LP_BLOCK_ROWS = 16 * LP_TILE_ROWS
};

/// The depth is cut into equal slices of at most LP_SLICE, a multiple of 8 each but the last.
LP_INLINE lp_index lp_slice_depth(lp_index depth) {
  lp_index slices = (depth + LP_SLICE - 1) / LP_SLICE;
  return slices <= 1 ? depth : lp_round_up((depth + slices - 1) / slices, 8);
}

// MARK: Packing b

/// A slice of b, packed: panel j is at start + j · slice · TILE_COLUMNS.
typedef struct {
  float *start;
  lp_index k, slice;  // the rows k ..< k + slice of b
} lp_packed_b;

/// The slice of packed b that begins at row k.
LP_INLINE lp_packed_b lp_packed_slice(const lp_product *p, lp_index k, lp_index slice) {
  return (lp_packed_b){p->packed + k * lp_round_up(p->columns, LP_TILE_COLUMNS), k, slice};
}

LP_INLINE float *lp_panel(lp_packed_b b, lp_index panel) { return b.start + panel * b.slice * LP_TILE_COLUMNS; }

/// b row-major: rows `first ..< last` of the slice, some at a time so that reads and writes are both in runs.
LP_INLINE void lp_deal_rows(
    const lp_product *p, lp_packed_b b, lp_index first, lp_index last, lp_index first_panel, lp_index last_panel) {
  for (lp_index panel = first_panel; panel < last_panel; panel++) {
    const lp_index n = panel * LP_TILE_COLUMNS;
    const float *from = p->b + (b.k + first) * p->b_row + n;
    float *to = lp_panel(b, panel) + first * LP_TILE_COLUMNS;
    for (lp_index row = first; row < last; row++, from += p->b_row, to += LP_TILE_COLUMNS) {
      if (n + LP_TILE_COLUMNS <= p->columns) {
        LP_UNROLL
        for (int v = 0; v < LP_TILE_VECTORS; v++) lp_store(to + v * LP_WIDTH, lp_load(from + v * LP_WIDTH));
      } else {
        for (lp_index i = 0; i < LP_TILE_COLUMNS; i++) to[i] = n + i < p->columns ? from[i] : 0;
      }
    }
  }
}

/// b column-major: each panel is a transposition.
LP_INLINE void lp_turn_panel(const lp_product *p, lp_packed_b b, lp_index panel) {
  const lp_index n = panel * LP_TILE_COLUMNS;
  const lp_index columns = lp_least(LP_TILE_COLUMNS, p->columns - n);
  float *to = lp_panel(b, panel);
  lp_transpose(to, LP_TILE_COLUMNS, p->b + b.k + n * p->b_step, p->b_step, columns, b.slice, 1);
  lp_clear(to, LP_TILE_COLUMNS, b.slice, columns, LP_TILE_COLUMNS);
}

/// Packs some panels of a slice.
LP_INLINE void lp_pack_panels(const lp_product *p, lp_packed_b b, lp_index first_panel, lp_index last_panel) {
  if (p->b_step == 1) {
    for (lp_index row = 0; row < b.slice; row += 8)
      lp_deal_rows(p, b, row, lp_least(b.slice, row + 8), first_panel, last_panel);
  } else {
    for (lp_index panel = first_panel; panel < last_panel; panel++) lp_turn_panel(p, b, panel);
  }
}

/// Packs some panels of every slice, for all tasks.
static void lp_product_pack(const lp_product *p, lp_index first_panel, lp_index last_panel) {
  const lp_index depth = lp_slice_depth(p->depth);
  for (lp_index k = 0; k < p->depth; k += depth)
    lp_pack_panels(p, lp_packed_slice(p, k, lp_least(depth, p->depth - k)), first_panel, last_panel);
}

// MARK: Packing a

/// Packs rows first ..< last of a slice of a row-major a: rows stay rows.
LP_INLINE void lp_pack_along(
    const lp_product *p, lp_index first, lp_index last, lp_index k, lp_index slice, float *to) {
  const lp_index padded = lp_round_up(last - first, LP_TILE_ROWS);
  lp_copy_rows(to, LP_PACKED_ROW, p->a + first * p->a_row + k, p->a_row, last - first, slice);
  lp_clear(to + (last - first) * LP_PACKED_ROW, LP_PACKED_ROW, padded - (last - first), 0, slice);
}

/// Packs rows first ..< last of a slice of a column-major a: memory's rows are columns here, and each is dealt
/// out to the tiles, a few at a time so that reads and writes are both in runs. Where whole vectors may be read, a
/// tile's 14 floats (say) are stored as 16: the next step overwrites the surplus, and a tile's room is larger than a
/// slice.
LP_INLINE void lp_pack_across(
    const lp_product *p, lp_index first, lp_index last, lp_index k, lp_index slice, float *to) {
  enum { VECTORS = (LP_TILE_ROWS + LP_WIDTH - 1) / LP_WIDTH, RUN = 8 };
  for (lp_index start = 0; start < slice; start += RUN) {
    const lp_index end = lp_least(slice, start + RUN);
    float *tiles = to;
    for (lp_index m = first; m < last; m += LP_TILE_ROWS, tiles += LP_TILE_ROWS * LP_PACKED_ROW) {
      const int whole = m + VECTORS * LP_WIDTH <= p->rows;
      const float *from = p->a + (k + start) * p->a_step + m;
      for (lp_index i = start; i < end; i++, from += p->a_step) {
        float *tile = tiles + i * LP_TILE_ROWS;
        if (whole) {
          LP_UNROLL
          for (int v = 0; v < VECTORS; v++) lp_store(tile + v * LP_WIDTH, lp_load(from + v * LP_WIDTH));
        } else {
          for (lp_index j = 0; j < LP_TILE_ROWS; j++) tile[j] = m + j < p->rows ? from[j] : 0;
        }
      }
    }
  }
}

// MARK: Tiles

/// c (rows, columns) = onto + the tile's sums, onto being c, another matrix or null; a tile at the edge goes through a
/// whole one on the stack.
LP_INLINE void lp_finish_tile(
    const lp_vector *acc, float *c, const float *onto, lp_index c_row, lp_index rows, lp_index columns) {
  if (rows == LP_TILE_ROWS && columns == LP_TILE_COLUMNS) {
    LP_UNROLL
    for (int m = 0; m < LP_TILE_ROWS; m++) {
      LP_UNROLL
      for (int v = 0; v < LP_TILE_VECTORS; v++) {
        const lp_index at = m * c_row + v * LP_WIDTH;
        lp_vector sum = acc[m * LP_TILE_VECTORS + v];
        lp_store(c + at, onto ? lp_load(onto + at) + sum : sum);
      }
    }
  } else {
    float whole[LP_TILE_ROWS * LP_TILE_COLUMNS];
    LP_UNROLL
    for (int i = 0; i < LP_TILE_ROWS * LP_TILE_VECTORS; i++) lp_store(whole + i * LP_WIDTH, acc[i]);
    for (lp_index m = 0; m < rows; m++)
      for (lp_index n = 0; n < columns; n++) {
        float sum = whole[m * LP_TILE_COLUMNS + n];
        c[m * c_row + n] = onto ? onto[m * c_row + n] + sum : sum;
      }
  }
}

/// One tile of c from packed a and a panel of b.
#define LP_DEFINE_PRODUCT_TILE(NAME, A_ROW, A_STEP)                                                        \
  static void NAME(                                                                                        \
      const float *a, const float *b, lp_index b_row, lp_index depth, float *c, const float *onto,         \
      lp_index c_row, lp_index rows, lp_index columns) {                                                   \
    lp_vector acc[LP_TILE_ROWS * LP_TILE_VECTORS];                                                         \
    LP_UNROLL                                                                                              \
    for (int i = 0; i < LP_TILE_ROWS * LP_TILE_VECTORS; i++) acc[i] = lp_splat(0);                         \
    for (lp_index m = 0; m < rows; m++) {                                                                  \
      __builtin_prefetch(c + m * c_row, 1);                                                                \
      __builtin_prefetch(c + m * c_row + columns - 1, 1);                                                  \
    }                                                                                                      \
    lp_tile(acc, LP_TILE_ROWS, LP_TILE_VECTORS, a, A_ROW, A_STEP, b, b_row, depth, 16);                    \
    lp_finish_tile(acc, c, onto, c_row, rows, columns);                                                    \
  }

LP_DEFINE_PRODUCT_TILE(lp_tile_by_row, LP_PACKED_ROW, 1)
LP_DEFINE_PRODUCT_TILE(lp_tile_by_step, 1, LP_TILE_ROWS)

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

/// One slice of one block of at most BLOCK_ROWS rows: packs a, then does every tile.
LP_INLINE void lp_block(
    const lp_product *p, lp_right_operand b, lp_index first_row, lp_index last_row, lp_index first_panel,
    lp_index last_panel, float *packed_a) {
  const float *onto = b.k > 0 ? p->c : p->onto;
  if (p->a_step == 1) {
    lp_pack_along(p, first_row, last_row, b.k, b.slice, packed_a);
  } else {
    lp_pack_across(p, first_row, last_row, b.k, b.slice, packed_a);
  }
  for (lp_index panel = first_panel; panel < last_panel; panel++) {
    const float *right = b.start + panel * b.panel;
    const lp_index n = panel * LP_TILE_COLUMNS;
    const lp_index columns = lp_least(LP_TILE_COLUMNS, p->columns - n);
    for (lp_index m = first_row; m < last_row; m += LP_TILE_ROWS) {
      const float *a = packed_a + (m - first_row) * LP_PACKED_ROW;
      const lp_index rows = lp_least(LP_TILE_ROWS, last_row - m);
      float *c = p->c + m * p->c_row + n;
      const float *base = onto ? onto + m * p->c_row + n : onto;
      if (p->a_step == 1) {
        lp_tile_by_row(a, right, b.row, b.slice, c, base, p->c_row, rows, columns);
      } else {
        lp_tile_by_step(a, right, b.row, b.slice, c, base, p->c_row, rows, columns);
      }
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
