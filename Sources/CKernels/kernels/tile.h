// The one loop that most of training is spent in: a tile of accumulators that never leaves the registers.
//
//   for each k:  load `vectors` vectors of b,  and for each of `rows` rows of a:
//                  acc[row][·] += a(row, k) · b(k, ·)
//
// A tile of 14 × 2 vectors on AVX-512 takes 28 of 32 registers for accumulators, 2 for b, 1 for the
// broadcast; 28 multiply-adds need 16 loads, so two multiply-adds a cycle keep both ports busy while the
// loads take a little over half of theirs. Matrix products and attention differ only in where a and b lie.

#ifndef LP_TILE_H
#define LP_TILE_H

#include "vector.h"

/// acc (rows, vectors · W) += a (rows, depth) · b (depth, vectors · W).
///
/// Element (m, k) of a is a[m · a_row + k · a_step]; row k of b starts at b + k · b_row. `ahead` rows of b are asked
/// for in advance, if it streams in from the second-level cache; 0 if it is near. `rows`, `vectors` and `ahead`
/// must be constants where this is used: then everything unrolls and acc lives in registers.
LP_INLINE void lp_tile(
    lp_vector *acc, const int rows, const int vectors, const float *a, lp_index a_row, lp_index a_step,
    const float *b, lp_index b_row, lp_index depth, const int ahead) {
  for (lp_index k = 0; k < depth; k++) {
    lp_vector bk[4];
    LP_UNROLL
    for (int v = 0; v < vectors; v++) {
      bk[v] = lp_load(b + v * LP_WIDTH);
      if (ahead) __builtin_prefetch(b + ahead * b_row + v * LP_WIDTH);
    }
    LP_UNROLL
    for (int m = 0; m < rows; m++) {
      lp_vector am = lp_splat(a[m * a_row]);
      LP_UNROLL
      for (int v = 0; v < vectors; v++) acc[m * vectors + v] = lp_fma(am, bk[v], acc[m * vectors + v]);
    }
    a += a_step;
    b += b_row;
  }
}

#endif
