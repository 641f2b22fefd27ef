// Matrix products: c = or += a · b, as loops around one register tile (tile.h).
//
// Packing puts the operands in the order in which tiles read them, padded with zeros to whole tiles. See Goto
// and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008,
// doi:10.1145/1356052.1356053. There are two ways to share out the packing:
//
//   many rows (y = x Wᵀ, dx = dy W): b is packed once for all tasks, then a task goes
//     for each block of its rows            (a block of a stays in the second-level cache)
//       for each slice of the depth         (a panel of b is not much larger than the first-level cache)
//         pack the block's slice of a;  every tile of the block
//
//   great depth (dW = dyᵀ x): a task packs both for itself, so that they never leave its own caches
//     for each slice of the depth
//       pack its columns of b
//       for each block of its rows:  pack the block's slice of a;  every tile of the block
//
// With every tile some cache lines of what is packed next are asked for, to be there in time.
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
  LP_SLICE = 512,                 // deepest slice: a panel of b is then 64 KiB on AVX-512, a tile of a 28 KiB
  LP_PACKED_ROW = LP_SLICE + 16,  // row of packed a: rows a power of two apart would share cache sets
  LP_OWN_SLICE = 256,             // deepest slice where a task packs b for itself
  LP_BLOCK_ROWS = 112 / LP_TILE_ROWS * LP_TILE_ROWS
};

/// The depth is cut into equal slices of at most `most`, a multiple of 8 each but the last.
LP_INLINE lp_index lp_slice_depth(lp_index depth, lp_index most) {
  lp_index slices = (depth + most - 1) / most;
  return slices <= 1 ? depth : lp_round_up((depth + slices - 1) / slices, 8);
}

// MARK: Packing b

/// A slice of b, packed: panel j is at start + j · slice · TILE_COLUMNS.
typedef struct {
  float *start;
  lp_index k, slice;  // the rows k ..< k + slice of b
} lp_packed_b;

/// The slice of the shared packed b that begins at row k.
LP_INLINE lp_packed_b lp_shared_b(const lp_product *p, lp_index k, lp_index slice) {
  return (lp_packed_b){p->packed + k * lp_round_up(p->columns, LP_TILE_COLUMNS), k, slice};
}

LP_INLINE float *lp_panel(lp_packed_b b, lp_index panel) { return b.start + panel * b.slice * LP_TILE_COLUMNS; }

/// b row-major: each row of the slice is read once, in one go, and dealt out to the panels.
LP_INLINE void lp_deal_row(
    const lp_product *p, lp_packed_b b, lp_index row, lp_index first_panel, lp_index last_panel) {
  const float *from = p->b + (b.k + row) * p->b_row;
  for (lp_index panel = first_panel; panel < last_panel; panel++) {
    const lp_index n = panel * LP_TILE_COLUMNS;
    float *to = lp_panel(b, panel) + row * LP_TILE_COLUMNS;
    if (n + LP_TILE_COLUMNS <= p->columns) {
      LP_UNROLL
      for (int v = 0; v < LP_TILE_VECTORS; v++) lp_store(to + v * LP_WIDTH, lp_load(from + n + v * LP_WIDTH));
    } else {
      for (lp_index i = 0; i < LP_TILE_COLUMNS; i++) to[i] = n + i < p->columns ? from[n + i] : 0;
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
    for (lp_index row = 0; row < b.slice; row++) lp_deal_row(p, b, row, first_panel, last_panel);
  } else {
    for (lp_index panel = first_panel; panel < last_panel; panel++) lp_turn_panel(p, b, panel);
  }
}

/// Packs some panels of every slice, for all tasks.
static void lp_product_pack(const lp_product *p, lp_index first_panel, lp_index last_panel) {
  const lp_index depth = lp_slice_depth(p->depth, LP_SLICE);
  for (lp_index k = 0; k < p->depth; k += depth)
    lp_pack_panels(p, lp_shared_b(p, k, lp_least(depth, p->depth - k)), first_panel, last_panel);
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
/// out to the tiles. Where whole vectors may be read, a tile's 14 floats (say) are stored as 16: the next
/// step overwrites the surplus, and a tile's room is larger than a slice.
LP_INLINE void lp_pack_across(
    const lp_product *p, lp_index first, lp_index last, lp_index k, lp_index slice, float *to) {
  enum { VECTORS = (LP_TILE_ROWS + LP_WIDTH - 1) / LP_WIDTH };
  for (lp_index i = 0; i < slice; i++) {
    const float *from = p->a + (k + i) * p->a_step;
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

// MARK: Looking ahead

/// A rectangle of floats in memory, and how far its cache lines have been asked for.
typedef struct {
  const float *row;
  lp_index stride, width;  // floats from row to row, floats in a row
  lp_index rows_left, column;
} lp_ahead;

enum { LP_LINE = 16 };  // floats in a cache line

/// Rows first ..< last of a, steps k ..< k + slice, as they lie in memory.
LP_INLINE lp_ahead lp_ahead_of_a(
    const lp_product *p, lp_index first, lp_index last, lp_index k, lp_index slice) {
  const float *start = p->a + first * p->a_row + k * p->a_step;
  return p->a_step == 1 ? (lp_ahead){start, p->a_row, slice, last - first, 0}
                        : (lp_ahead){start, p->a_step, last - first, slice, 0};
}

/// The lines still to ask for, spread over `tiles` tiles.
LP_INLINE lp_index lp_lines_per_tile(lp_ahead ahead, lp_index tiles) {
  return ((ahead.width / LP_LINE + 1) * ahead.rows_left + tiles - 1) / tiles;
}

/// Asks for the next `lines` cache lines, into the second-level cache.
LP_INLINE void lp_look_ahead(lp_ahead *ahead, lp_index lines) {
  for (; lines > 0 && ahead->rows_left > 0; lines--) {
    __builtin_prefetch(ahead->row + ahead->column, 0, 2);
    ahead->column += LP_LINE;
    if (ahead->column >= ahead->width) {
      ahead->column = 0;
      ahead->row += ahead->stride;
      ahead->rows_left--;
    }
  }
}

// MARK: Blocks

/// A task's rectangle of c.
typedef struct {
  lp_index first_row, last_row, first_panel, last_panel;
} lp_rectangle;

LP_INLINE lp_index lp_tiles_in(lp_rectangle r) {
  return (r.last_panel - r.first_panel) * ((r.last_row - r.first_row + LP_TILE_ROWS - 1) / LP_TILE_ROWS);
}

/// One slice of one block of at most BLOCK_ROWS rows: packs a, does every tile, and looks ahead.
LP_INLINE void lp_block(
    const lp_product *p, lp_rectangle block, lp_packed_b b, float *packed_a, lp_ahead *next_a, lp_ahead *next_b,
    lp_index lines_of_b) {
  const lp_index lines_of_a = lp_lines_per_tile(*next_a, lp_tiles_in(block));
  const int add = p->accumulate || b.k > 0;
  if (p->a_step == 1) {
    lp_pack_along(p, block.first_row, block.last_row, b.k, b.slice, packed_a);
  } else {
    lp_pack_across(p, block.first_row, block.last_row, b.k, b.slice, packed_a);
  }
  for (lp_index panel = block.first_panel; panel < block.last_panel; panel++) {
    const float *packed_b = lp_panel(b, panel);
    const lp_index n = panel * LP_TILE_COLUMNS;
    const lp_index columns = lp_least(LP_TILE_COLUMNS, p->columns - n);
    for (lp_index m = block.first_row; m < block.last_row; m += LP_TILE_ROWS) {
      const float *a = packed_a + (m - block.first_row) * LP_PACKED_ROW;
      const lp_index rows = lp_least(LP_TILE_ROWS, block.last_row - m);
      float *c = p->c + m * p->c_row + n;
      lp_look_ahead(next_a, lines_of_a);
      lp_look_ahead(next_b, lines_of_b);
      if (p->a_step == 1) {
        lp_tile_by_row(a, packed_b, b.slice, c, p->c_row, rows, columns, add);
      } else {
        lp_tile_by_step(a, packed_b, b.slice, c, p->c_row, rows, columns, add);
      }
    }
  }
}

/// Floats of scratch for a task that finds b packed.
static lp_index lp_product_scratch(void) { return LP_BLOCK_ROWS * LP_PACKED_ROW; }

/// A rectangle of c from a and the b that lp_product_pack left.
static void lp_product_tiles(
    const lp_product *p, lp_index first_row, lp_index last_row, lp_index first_panel, lp_index last_panel,
    float *scratch) {
  const lp_index depth = lp_slice_depth(p->depth, LP_SLICE);
  lp_ahead nothing = {0};
  for (lp_index m = first_row; m < last_row; m += LP_BLOCK_ROWS) {
    const lp_index last = lp_least(last_row, m + LP_BLOCK_ROWS);
    const lp_index next_last = lp_least(last_row, last + LP_BLOCK_ROWS);
    for (lp_index k = 0; k < p->depth; k += depth) {
      const lp_index slice = lp_least(depth, p->depth - k), next_k = k + slice;
      lp_ahead next = next_k < p->depth ? lp_ahead_of_a(p, m, last, next_k, lp_least(depth, p->depth - next_k))
                                        : lp_ahead_of_a(p, last, next_last, 0, depth);
      lp_rectangle block = {m, last, first_panel, last_panel};
      lp_block(p, block, lp_shared_b(p, k, slice), scratch, &next, &nothing, 0);
    }
  }
}

/// Floats of scratch for a task that packs both operands, over `panels` panels.
static lp_index lp_product_own_scratch(lp_index panels) {
  return lp_product_scratch() + LP_OWN_SLICE * panels * LP_TILE_COLUMNS;
}

/// A rectangle of c from a and b as they are.
static void lp_product_own_tiles(
    const lp_product *p, lp_index first_row, lp_index last_row, lp_index first_panel, lp_index last_panel,
    float *scratch) {
  const lp_index depth = lp_slice_depth(p->depth, LP_OWN_SLICE);
  const lp_rectangle all = {first_row, last_row, first_panel, last_panel};
  float *packed_b = scratch + lp_product_scratch();
  for (lp_index k = 0; k < p->depth; k += depth) {
    const lp_index slice = lp_least(depth, p->depth - k);
    const lp_index next_slice = lp_least(depth, p->depth - k - slice), n = first_panel * LP_TILE_COLUMNS;
    const lp_packed_b b = {packed_b - first_panel * slice * LP_TILE_COLUMNS, k, slice};
    lp_pack_panels(p, b, first_panel, last_panel);

    lp_ahead next_b = {p->b + (k + slice) * p->b_row + n * p->b_step, p->b_row, 0, 0, 0};
    if (p->b_step == 1) {
      next_b.width = lp_least((last_panel - first_panel) * LP_TILE_COLUMNS, p->columns - n);
      next_b.rows_left = next_slice;
    }
    const lp_index lines_of_b = lp_lines_per_tile(next_b, lp_tiles_in(all));
    for (lp_index m = first_row; m < last_row; m += LP_BLOCK_ROWS) {
      const lp_index last = lp_least(last_row, m + LP_BLOCK_ROWS);
      lp_ahead next_a = last < last_row
          ? lp_ahead_of_a(p, last, lp_least(last_row, last + LP_BLOCK_ROWS), k, slice)
          : lp_ahead_of_a(p, first_row, lp_least(last_row, first_row + LP_BLOCK_ROWS), k + slice, next_slice);
      lp_rectangle block = {m, last, first_panel, last_panel};
      lp_block(p, block, b, scratch, &next_a, &next_b, lines_of_b);
    }
  }
}

#endif
