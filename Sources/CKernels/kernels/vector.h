// The vector of one instruction set, as the compiler's own vector type.
//
// Layering, bottom to top:
//
//   isa/*.c            names one instruction set, its vector width and tile sizes, then includes …
//   kernels/table.h    … every kernel below and lists them in one table
//   kernels/*.h        one operation a file, written once over the vector type of this file
//   dispatch.c         picks a table at run time
//
// Nothing above this file says how wide a vector is. An instruction set defines before including it:
//
//   LP_WIDTH           floats in a vector: 16, 8 or 4
//   LP_FUSED           1 if a fused multiply-add is one instruction
//   LP_TILE_ROWS, LP_TILE_VECTORS    the accumulator tile of matrix products (see tile.h)
//   LP_HEAD_ROWS                     the same for attention, which always uses two vectors
//   LP_REREADS         of 7 rows of a product's tile, how many read a anew for each vector of b; 0 unless a
//                      multiply-add can read one float of memory for all lanes
//
// Arithmetic is plain IEEE: no fast-math, so NaN and infinity travel through every kernel and a diverged
// training run shows. Results do not depend on alignment or on how work was cut between threads; they do
// depend on the instruction set, since sums over lanes are taken in a different order.

#ifndef LP_VECTOR_H
#define LP_VECTOR_H

#include <stddef.h>
#include <stdint.h>

#define LP_INLINE static inline __attribute__((always_inline))
#define LP_UNROLL _Pragma("clang loop unroll(full)")

typedef float lp_vector __attribute__((ext_vector_type(LP_WIDTH)));
typedef int32_t lp_integers __attribute__((ext_vector_type(LP_WIDTH)));
typedef double lp_doubles __attribute__((ext_vector_type(LP_WIDTH)));
typedef ptrdiff_t lp_index;

LP_INLINE lp_vector lp_splat(float x) { return (lp_vector)x; }

LP_INLINE lp_vector lp_load(const float *p) {
  lp_vector v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

LP_INLINE void lp_store(float *p, lp_vector v) { __builtin_memcpy(p, &v, sizeof v); }

/// The first `count` < LP_WIDTH floats at p, then zeros; reads nothing beyond them.
LP_INLINE lp_vector lp_load_part(const float *p, lp_index count) {
  float lanes[LP_WIDTH] = {0};
  __builtin_memcpy(lanes, p, (size_t)count * sizeof(float));
  return lp_load(lanes);
}

/// Stores the first `count` < LP_WIDTH lanes.
LP_INLINE void lp_store_part(float *p, lp_vector v, lp_index count) {
  float lanes[LP_WIDTH];
  lp_store(lanes, v);
  __builtin_memcpy(p, lanes, (size_t)count * sizeof(float));
}

/// Loads min(left, LP_WIDTH) floats; the rest are zeros.
LP_INLINE lp_vector lp_load_some(const float *p, lp_index left) {
  return left >= LP_WIDTH ? lp_load(p) : lp_load_part(p, left);
}

/// Stores min(left, LP_WIDTH) lanes.
LP_INLINE void lp_store_some(float *p, lp_vector v, lp_index left) {
  if (left >= LP_WIDTH) {
    lp_store(p, v);
  } else {
    lp_store_part(p, v, left);
  }
}

/// a · b + c, in one rounding where the instruction set fuses.
LP_INLINE lp_vector lp_fma(lp_vector a, lp_vector b, lp_vector c) {
#if LP_FUSED
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

/// Lane by lane: yes where the mask is −1, no where it is 0.
LP_INLINE lp_vector lp_select(lp_integers mask, lp_vector yes, lp_vector no) {
  return mask ? yes : no;
}

/// The larger of a and b; b if either is NaN.
LP_INLINE lp_vector lp_max(lp_vector a, lp_vector b) { return lp_select(a > b, a, b); }

LP_INLINE lp_vector lp_sqrt(lp_vector a) { return __builtin_elementwise_sqrt(a); }

/// The sum of the lanes, halves added to halves.
LP_INLINE float lp_sum(lp_vector v) {
  float lanes[LP_WIDTH];
  lp_store(lanes, v);
  LP_UNROLL
  for (int half = LP_WIDTH / 2; half > 0; half /= 2) {
    LP_UNROLL
    for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

LP_INLINE float lp_largest(lp_vector v) {
  float lanes[LP_WIDTH];
  lp_store(lanes, v);
  LP_UNROLL
  for (int half = LP_WIDTH / 2; half > 0; half /= 2) {
    LP_UNROLL
    for (int i = 0; i < half; i++) lanes[i] = lanes[i] > lanes[i + half] ? lanes[i] : lanes[i + half];
  }
  return lanes[0];
}

/// 0, 1, 2, … in the lanes.
LP_INLINE lp_integers lp_iota(void) {
#if LP_WIDTH == 16
  return (lp_integers){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
#elif LP_WIDTH == 8
  return (lp_integers){0, 1, 2, 3, 4, 5, 6, 7};
#else
  return (lp_integers){0, 1, 2, 3};
#endif
}

enum { LP_LINE = 16 };  // floats in a cache line

/// Asks for the vector at x + i, once for all vectors of its cache line. Nothing is read, whatever the address.
LP_INLINE void lp_prefetch(const float *x, lp_index i) {
  if (LP_WIDTH == LP_LINE || i % LP_LINE == 0) __builtin_prefetch(x + i);
}

/// Asks for a row of `count` floats, as near as the second-level cache: it is wanted a little later.
LP_INLINE void lp_prefetch_row(const float *row, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_LINE) __builtin_prefetch(row + i, 0, 2);
}

LP_INLINE lp_index lp_round_up(lp_index n, lp_index unit) { return (n + unit - 1) / unit * unit; }
LP_INLINE lp_index lp_min(lp_index a, lp_index b) { return a < b ? a : b; }

#endif
