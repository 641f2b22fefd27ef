// Matrix products: c = a · b, added to c itself or to another matrix on the way out, as loops around one tile of it
// (gemm_tile.h).
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
// each element of c is the same sequence of multiply-adds whatever the split into tasks. If the depth is groups of rows,
// each group is cut into slices for itself, and their sums are added along a tree (group_sums.h).
//
// **Safety.** Reads stay inside a and b and writes inside c; packed operands hold whole tiles.

#ifndef LP_GEMM_H
#define LP_GEMM_H

#include "gemm_tile.h"

/// A slice of b as tiles read it: row i of panel j begins at start + j · panel + i · row.
typedef struct {
  const float *start;
  lp_index row, panel;
  lp_index k, slice;  // the rows k ..< k + slice of b
} lp_right_operand;

LP_INLINE lp_right_operand lp_slice_of_b(const lp_gemm *p, lp_index k, lp_index slice) {
  if (!p->packed) return (lp_right_operand){p->b + k * p->b_row, p->b_row, LP_TILE_COLUMNS, k, slice};
  const float *start = lp_packed_slice(p, k, slice).start;
  return (lp_right_operand){start, LP_TILE_COLUMNS, slice * LP_TILE_COLUMNS, k, slice};
}

/// What a tile's sums are added to in c: c's earlier slices, or at the first slice, and with groups at the last, whatever
/// the product is added to.
LP_INLINE const float *lp_base(const lp_gemm *p, lp_index k, lp_index at) {
  const float *addend = k > 0 && p->groups.all == 1 ? p->c : p->addend;
  return addend ? addend + at : addend;
}

/// The target of tile `tile` of a block's panel: in c, or in the place of a sum that waits.
LP_INLINE lp_target lp_target_of_tile(
    const lp_gemm *p, const lp_sums *sums, lp_block_of_c block, lp_index k, lp_index panel, lp_index tile) {
  const lp_index m = block.first_row + tile * LP_TILE_ROWS, n = panel * LP_TILE_COLUMNS;
  lp_target to = {.count = sums->count};
  for (lp_index i = 0; i < sums->count; i++) to.sums[i] = lp_tile_at(sums->added[i], panel, tile);
  if (sums->to.start) {
    to.c = lp_tile_at(sums->to, panel, tile);
    to.c_row = LP_TILE_COLUMNS, to.rows = LP_TILE_ROWS, to.columns = LP_TILE_COLUMNS;
  } else {
    to.c = p->c + m * p->c_row + n, to.addend = lp_base(p, k, m * p->c_row + n), to.c_row = p->c_row;
    to.rows = lp_min(LP_TILE_ROWS, block.last_row - m), to.columns = lp_min(LP_TILE_COLUMNS, p->columns - n);
  }
  return to;
}

/// The share of tile `tile` of `tiles` in bringing the panel after this one near; its own panel if b is not packed, or
/// this is the last.
LP_INLINE lp_prefetch_plan lp_plan_prefetch(
    const lp_gemm *p, lp_right_operand b, lp_index panel, lp_index last_panel, lp_index tile, lp_index tiles) {
  const float *own = b.start + panel * b.panel;
  if (!p->packed || panel + 1 == last_panel) return (lp_prefetch_plan){.panel = own};
  const lp_index step = (LP_TILE_COLUMNS + tiles - 1) / tiles;
  return (lp_prefetch_plan){.panel = own + b.panel + tile * step * b.slice, .panel_step = step};
}

/// How many of a block's tiles a panel has, from the first row on: if the product is symmetric, those that reach the
/// diagonal or lie above it.
LP_INLINE lp_index lp_tiles_of_panel(const lp_gemm *p, lp_block_of_c block, lp_index panel) {
  const lp_index tiles = lp_tiles_of(block);
  if (!p->upper) return tiles;
  const lp_index end = p->column + lp_min(p->columns, (panel + 1) * LP_TILE_COLUMNS);
  return end <= block.first_row ? 0 : lp_min(tiles, (end - block.first_row + LP_TILE_ROWS - 1) / LP_TILE_ROWS);
}

/// One slice of one block of at most BLOCK_ROWS rows: every tile, panel by panel of b.
///
/// A column-major a is packed as a whole, since each of its lines belongs to several tiles; of a row-major a each tile
/// is packed just before its first use, while the next one's rows are on their way.
LP_INLINE void lp_slice_of_block(
    const lp_gemm *p, lp_right_operand b, lp_block_of_c block, const lp_sums *sums, float *packed_a) {
  const int along = p->a_step == 1;
  lp_index packed = along ? 0 : lp_tiles_of(block);
  if (!along) lp_pack_a_columns(p, block.first_row, block.last_row, b.k, b.slice, packed_a);
  for (lp_index panel = block.first_panel; panel < block.last_panel; panel++) {
    const float *right = b.start + panel * b.panel;
    const lp_index tiles = lp_tiles_of_panel(p, block, panel);
    for (lp_index tile = 0; tile < tiles; tile++) {
      const lp_index m = block.first_row + tile * LP_TILE_ROWS;
      float *left = packed_a + tile * LP_TILE_ROWS * LP_PACKED_ROW;
      const lp_target to = lp_target_of_tile(p, sums, block, b.k, panel, tile);
      lp_prefetch_plan next = lp_plan_prefetch(p, b, panel, block.last_panel, tile, tiles);
      if (tile >= packed) {
        packed = tile + 1;
        lp_pack_a_rows(p, m, lp_min(m + LP_TILE_ROWS, block.last_row), b.k, b.slice, left);
        if (m + 2 * LP_TILE_ROWS <= block.last_row) next.rows = p->a + (m + LP_TILE_ROWS) * p->a_row + b.k;
        next.row = p->a_row;
      }
      (along ? lp_tile_by_row : lp_tile_by_step)(left, right, b.row, b.slice, &to, &next);
    }
  }
}

/// A block of at most BLOCK_ROWS rows: group by group of the depth, slice by slice.
LP_INLINE void lp_block(const lp_gemm *p, lp_block_of_c block, float *packed_a) {
  const lp_slices slices = lp_slices_of(p);
  for (lp_index group = 0; group < p->groups.count; group++)
    for (lp_index k = 0; k < slices.group; k += slices.slice) {
      const lp_index count = lp_min(slices.slice, slices.group - k);
      const lp_sums sums = lp_sums_of_slice(p, block, group, k == 0, k + count == slices.group);
      lp_slice_of_block(p, lp_slice_of_b(p, group * slices.group + k, count), block, &sums, packed_a);
    }
}

/// Floats of workspace for a task of so many panels: a slice of a, packed, and near places of sums.
static lp_index lp_gemm_workspace(lp_index panels, lp_index sums) {
  return LP_BLOCK_ROWS * (LP_PACKED_ROW + sums * panels * LP_TILE_COLUMNS);
}

/// A rectangle of c: rows first_row ..< last_row, panels first_panel ..< last_panel.
static void lp_gemm_tiles(
    const lp_gemm *p, lp_index first_row, lp_index last_row, lp_index first_panel, lp_index last_panel,
    float *workspace) {
  for (lp_index m = first_row; m < last_row; m += LP_BLOCK_ROWS) {
    const lp_block_of_c block = {
      m, lp_min(last_row, m + LP_BLOCK_ROWS), first_panel, last_panel, workspace + LP_BLOCK_ROWS * LP_PACKED_ROW};
    lp_block(p, block, workspace);
  }
}

#endif
