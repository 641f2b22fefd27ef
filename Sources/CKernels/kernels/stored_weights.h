// Weights as decoding reads them: float32, bfloat16 (the upper half of a float32) or int8, always row by row as
// in the checkpoint, so that every instruction set reads the same bytes.
//
// Every type is given the same three functions, named after it, for gemv.h to be written once over
// them: a whole vector of weights, the first few of one, and a row of them into floats. An int8 weight is
// converted to its whole number here; the scale of its row comes in after the sum.

#ifndef LP_STORED_WEIGHTS_H
#define LP_STORED_WEIGHTS_H

#include "vector.h"

typedef float lp_float32;
typedef uint16_t lp_bfloat16;
typedef int8_t lp_int8;

typedef uint16_t lp_shorts __attribute__((ext_vector_type(LP_WIDTH)));
typedef int8_t lp_bytes __attribute__((ext_vector_type(LP_WIDTH)));

LP_INLINE lp_vector lp_load_float32(const float *w) { return lp_load(w); }

LP_INLINE lp_vector lp_load_bfloat16(const uint16_t *w) {
  lp_shorts halves;
  __builtin_memcpy(&halves, w, sizeof halves);
  lp_integers bits = __builtin_convertvector(halves, lp_integers) << 16;
  lp_vector v;
  __builtin_memcpy(&v, &bits, sizeof v);
  return v;
}

LP_INLINE lp_vector lp_load_int8(const int8_t *w) {
  lp_bytes numbers;
  __builtin_memcpy(&numbers, w, sizeof numbers);
  return __builtin_convertvector(numbers, lp_vector);
}

/// The first `count` < LP_WIDTH weights, then zeros; and `count` weights as floats, nothing read beyond them.
#define LP_DEFINE_STORED(TYPE)                                                                     \
  LP_INLINE lp_vector lp_load_part_##TYPE(const lp_##TYPE *w, lp_index count) {                    \
    lp_##TYPE lanes[LP_WIDTH] = {0};                                                               \
    __builtin_memcpy(lanes, w, (size_t)count * sizeof(lp_##TYPE));                                 \
    return lp_load_##TYPE(lanes);                                                                  \
  }                                                                                                \
  LP_INLINE void lp_widen_##TYPE(float *out, const lp_##TYPE *w, lp_index count) {                 \
    lp_index i = 0;                                                                                \
    for (; i + LP_WIDTH <= count; i += LP_WIDTH) lp_store(out + i, lp_load_##TYPE(w + i));         \
    if (i < count) lp_store_part(out + i, lp_load_part_##TYPE(w + i, count - i), count - i);       \
  }

LP_DEFINE_STORED(float32)
LP_DEFINE_STORED(bfloat16)
LP_DEFINE_STORED(int8)

/// For Kernels: a row of weights as floats, int8 without their scale.
static void lp_widen_bfloat16_row(float *out, const uint16_t *w, lp_index count) { lp_widen_bfloat16(out, w, count); }
static void lp_widen_int8_row(float *out, const int8_t *w, lp_index count) { lp_widen_int8(out, w, count); }

#endif
