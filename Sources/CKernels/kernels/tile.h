// The one loop that most of training is spent in: a tile of accumulators that never leaves the registers.
//
//   for each k:  load `vectors` vectors of b,  and for each of `rows` rows of a:
//                  acc[row][·] += a(row, k) · b(k, ·)
//
// A tile of 14 × 2 vectors on AVX-512 takes 28 of 32 registers for accumulators, 2 for b, 2 for broadcasts: two
// multiply-adds a cycle keep both ports busy for 14 cycles, in which 28 loads can be made and 84 instructions be
// decoded, or half of that while another program runs on the core's other hardware thread. A broadcast that both
// vectors of b share costs one load and one instruction; one that is part of either multiply-add costs two loads and
// no instruction. LP_REREADS of 7 rows are read the second way, so that neither limit is met: a tenth faster while the
// other thread is busy, the same while it is not. Matrix products and attention differ only in where a and b lie.

#ifndef LP_TILE_H
#define LP_TILE_H

#include "vector.h"

/// Whether row m's element of a is read anew for each vector of b.
LP_INLINE int lp_rereads(int m) { return m * LP_REREADS / 7 != (m + 1) * LP_REREADS / 7; }

/// The same place under another name, so that the compiler reads it once more.
LP_INLINE const float *lp_again(const float *a) {
  __asm__("" : "+r"(a));
  return a;
}

/// acc (rows, vectors · W) += a (rows) · b (vectors · W): one step of the depth, for the vectors from `first` on. Element
/// m of a is a[m · a_row], and `again` is a by another name.
///
/// `rows`, `first` and `vectors` must be constants where this is used: then everything unrolls and acc lives in registers.
LP_INLINE void lp_tile_step(
    lp_vector *acc, const int rows, const int first, const int vectors, const float *a, const float *again,
    lp_index a_row, const float *b) {
  lp_vector bk[4];
  LP_UNROLL
  for (int v = first; v < vectors; v++) bk[v] = lp_load(b + v * LP_WIDTH);
  LP_UNROLL
  for (int m = 0; m < rows; m++) {
    LP_UNROLL
    for (int v = first; v < vectors; v++) {
      const float *from = v % 2 && lp_rereads(m) ? again : a;
      acc[m * vectors + v] = lp_fma(lp_splat(from[m * a_row]), bk[v], acc[m * vectors + v]);
    }
  }
}

/// acc (rows, vectors · W) += a (rows, depth) · b (depth, vectors · W), both near, for the vectors from `first` on.
///
/// Element (m, k) of a is a[m · a_row + k · a_step]; row k of b starts at b + k · b_row. Nothing is read anew: attention,
/// whose tiles are lower and end sooner, has no loads to spare. Steps go by pairs, so that there are fewer instructions
/// beside the multiply-adds.
LP_INLINE void lp_tile(
    lp_vector *acc, const int rows, const int first, const int vectors, const float *a, lp_index a_row,
    lp_index a_step, const float *b, lp_index b_row, lp_index depth) {
  for (; depth > 1; depth -= 2, a += 2 * a_step, b += 2 * b_row) {
    lp_tile_step(acc, rows, first, vectors, a, a, a_row, b);
    lp_tile_step(acc, rows, first, vectors, a + a_step, a + a_step, a_row, b + b_row);
  }
  if (depth > 0) lp_tile_step(acc, rows, first, vectors, a, a, a_row, b);
}

#endif
