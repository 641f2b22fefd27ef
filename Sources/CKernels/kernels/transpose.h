// Transposition of blocks of floats: the layout changes in front of matrix products and attention.
//
// A W × W block is transposed in registers by log2(W) rounds of interleaving: a round that interleaves row i
// with row i + W/2 rotates the bits of (row, lane) by one, and log2(W) rotations exchange row and lane.

#ifndef LP_TRANSPOSE_H
#define LP_TRANSPOSE_H

#include "vector.h"

LP_INLINE lp_vector lp_interleave_low(lp_vector a, lp_vector b) {
#if LP_WIDTH == 16
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
#elif LP_WIDTH == 8
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
#else
  return __builtin_shufflevector(a, b, 0, 4, 1, 5);
#endif
}

LP_INLINE lp_vector lp_interleave_high(lp_vector a, lp_vector b) {
#if LP_WIDTH == 16
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
#elif LP_WIDTH == 8
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
#else
  return __builtin_shufflevector(a, b, 2, 6, 3, 7);
#endif
}

/// to (W, W) = from (W, W)ᵀ · factor.
static void lp_transpose_block(
    float *to, lp_index to_row, const float *from, lp_index from_row, float factor) {
  lp_vector rows[LP_WIDTH], transposed[LP_WIDTH];
  LP_UNROLL
  for (int i = 0; i < LP_WIDTH; i++) rows[i] = lp_load(from + i * from_row) * factor;
  LP_UNROLL
  for (int round = 1; round < LP_WIDTH; round *= 2) {
    LP_UNROLL
    for (int i = 0; i < LP_WIDTH / 2; i++) {
      transposed[2 * i] = lp_interleave_low(rows[i], rows[i + LP_WIDTH / 2]);
      transposed[2 * i + 1] = lp_interleave_high(rows[i], rows[i + LP_WIDTH / 2]);
    }
    LP_UNROLL
    for (int i = 0; i < LP_WIDTH; i++) rows[i] = transposed[i];
  }
  LP_UNROLL
  for (int i = 0; i < LP_WIDTH; i++) lp_store(to + i * to_row, rows[i]);
}

/// to (columns, rows) = from (rows, columns)ᵀ · factor.
static void lp_transpose(
    float *to, lp_index to_row, const float *from, lp_index from_row, lp_index rows, lp_index columns,
    float factor) {
  lp_index whole_rows = rows / LP_WIDTH * LP_WIDTH;
  lp_index whole_columns = columns / LP_WIDTH * LP_WIDTH;
  for (lp_index r = 0; r < whole_rows; r += LP_WIDTH)
    for (lp_index c = 0; c < whole_columns; c += LP_WIDTH)
      lp_transpose_block(to + c * to_row + r, to_row, from + r * from_row + c, from_row, factor);
  for (lp_index c = 0; c < columns; c++)
    for (lp_index r = c < whole_columns ? whole_rows : 0; r < rows; r++)
      to[c * to_row + r] = from[r * from_row + c] * factor;
}

/// to (rows, columns) = from (rows, columns).
static void lp_copy_rows(
    float *to, lp_index to_row, const float *from, lp_index from_row, lp_index rows, lp_index columns) {
  for (lp_index r = 0; r < rows; r++) {
    const float *source = from + r * from_row;
    float *target = to + r * to_row;
    lp_index c = 0;
    for (; c + LP_WIDTH <= columns; c += LP_WIDTH) lp_store(target + c, lp_load(source + c));
    for (; c < columns; c++) target[c] = source[c];
  }
}

/// Zeroes columns first ..< last of each row.
static void lp_clear(float *to, lp_index to_row, lp_index rows, lp_index first, lp_index last) {
  for (lp_index r = 0; r < rows; r++)
    for (lp_index c = first; c < last; c++) to[r * to_row + c] = 0;
}

#endif
