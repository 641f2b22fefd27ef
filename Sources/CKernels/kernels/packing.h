// Packing: the operands of matrix products in the order in which tiles read them (see gemm.h), padded with zeros to
// whole tiles.
//
// **Safety.** Reads stay inside a and b; the caller's buffers hold whole tiles.

#ifndef LP_PACKING_H
#define LP_PACKING_H

#include "../include/CKernels.h"
#include "transpose.h"

enum {
  LP_TILE_COLUMNS = LP_TILE_VECTORS * LP_WIDTH,
  LP_SLICE = 512,                 // deepest slice: a panel of b is then 64 KiB on AVX-512, a tile of a 28 KiB
  LP_PACKED_ROW = LP_SLICE + 16,  // row of packed a: rows a power of two apart would share cache sets
  LP_BLOCK_ROWS = 16 * LP_TILE_ROWS,
  LP_PREFETCH_ROWS = 16          // rows of b that a tile prefetches
};

/// The depth is cut into equal slices of at most LP_SLICE, a multiple of 8 each but the last.
LP_INLINE lp_index lp_slice_depth(lp_index depth) {
  lp_index slices = (depth + LP_SLICE - 1) / LP_SLICE;
  return slices <= 1 ? depth : lp_round_up((depth + slices - 1) / slices, 8);
}

/// How a depth of some groups is cut into slices: each group for itself.
typedef struct {
  lp_index group, slice;  // rows of a group, and of a slice but the last of a group
} lp_slices;

LP_INLINE lp_slices lp_slices_of(const lp_gemm *p) {
  const lp_index group = p->depth / p->groups.count;
  return (lp_slices){group, lp_slice_depth(group)};
}

// MARK: Packing b

/// A slice of b, packed: panel j is at start + j · slice · TILE_COLUMNS.
typedef struct {
  float *start;
  lp_index k, slice;  // the rows k ..< k + slice of b
} lp_packed_b;

/// The slice of packed b that begins at row k.
LP_INLINE lp_packed_b lp_packed_slice(const lp_gemm *p, lp_index k, lp_index slice) {
  return (lp_packed_b){p->packed + k * lp_round_up(p->columns, LP_TILE_COLUMNS), k, slice};
}

LP_INLINE float *lp_panel(lp_packed_b b, lp_index panel) { return b.start + panel * b.slice * LP_TILE_COLUMNS; }

/// b row-major: rows `first ..< last` of the slice, some at a time so that reads and writes are both in runs.
LP_INLINE void lp_interleave_rows(
    const lp_gemm *p, lp_packed_b b, lp_index first, lp_index last, lp_index first_panel, lp_index last_panel) {
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
LP_INLINE void lp_transpose_panel(const lp_gemm *p, lp_packed_b b, lp_index panel) {
  const lp_index n = panel * LP_TILE_COLUMNS;
  const lp_index columns = lp_min(LP_TILE_COLUMNS, p->columns - n);
  float *to = lp_panel(b, panel);
  lp_transpose(to, LP_TILE_COLUMNS, p->b + b.k + n * p->b_step, p->b_step, columns, b.slice, 1);
  lp_clear(to, LP_TILE_COLUMNS, b.slice, columns, LP_TILE_COLUMNS);
}

/// Packs some panels of a slice.
LP_INLINE void lp_pack_panels(const lp_gemm *p, lp_packed_b b, lp_index first_panel, lp_index last_panel) {
  if (p->b_step == 1) {
    for (lp_index row = 0; row < b.slice; row += 8)
      lp_interleave_rows(p, b, row, lp_min(b.slice, row + 8), first_panel, last_panel);
  } else {
    for (lp_index panel = first_panel; panel < last_panel; panel++) lp_transpose_panel(p, b, panel);
  }
}

/// Packs some panels of every slice, for all tasks.
static void lp_gemm_pack(const lp_gemm *p, lp_index first_panel, lp_index last_panel) {
  const lp_slices slices = lp_slices_of(p);
  for (lp_index start = 0; start < p->depth; start += slices.group)
    for (lp_index k = 0; k < slices.group; k += slices.slice) {
      const lp_index count = lp_min(slices.slice, slices.group - k);
      lp_pack_panels(p, lp_packed_slice(p, start + k, count), first_panel, last_panel);
    }
}

// MARK: Packing a

/// Packs rows first ..< last of a slice of a row-major a: rows stay rows.
LP_INLINE void lp_pack_a_rows(
    const lp_gemm *p, lp_index first, lp_index last, lp_index k, lp_index slice, float *to) {
  const lp_index padded = lp_round_up(last - first, LP_TILE_ROWS);
  lp_copy_rows(to, LP_PACKED_ROW, p->a + first * p->a_row + k, p->a_row, last - first, slice);
  lp_clear(to + (last - first) * LP_PACKED_ROW, LP_PACKED_ROW, padded - (last - first), 0, slice);
}

/// Packs rows first ..< last of a slice of a column-major a: memory's rows are columns here, and each is dealt
/// out to the tiles, a few at a time so that reads and writes are both in runs; those to come are prefetched. Where whole
/// vectors may be read, a tile's 14 floats (say) are stored as 16: the next step overwrites the surplus, and a tile's
/// buffer is larger than a slice.
LP_INLINE void lp_pack_a_columns(
    const lp_gemm *p, lp_index first, lp_index last, lp_index k, lp_index slice, float *to) {
  enum { VECTORS = (LP_TILE_ROWS + LP_WIDTH - 1) / LP_WIDTH, RUN = 8 };
  for (lp_index start = 0; start < slice; start += RUN) {
    const lp_index end = lp_min(slice, start + RUN);
    float *tiles = to;
    for (lp_index m = first; m < last; m += LP_TILE_ROWS, tiles += LP_TILE_ROWS * LP_PACKED_ROW) {
      const int whole = m + VECTORS * LP_WIDTH <= p->rows;
      const float *from = p->a + (k + start) * p->a_step + m;
      for (lp_index i = start; i < end; i++, from += p->a_step) {
        __builtin_prefetch(from + 2 * RUN * p->a_step + LP_TILE_ROWS);
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

#endif
