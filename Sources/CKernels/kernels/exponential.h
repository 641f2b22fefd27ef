// eˣ for vectors, and the sigmoid built on it.
//
// x = n·ln 2 + r with |r| ≤ ln 2 / 2; eˣ = 2ⁿ · eʳ. eʳ is 1 + r + r²·q(r) with q of degree 4 fitted by
// reweighted least squares to the smallest largest relative error, 3.1·10⁻⁹ before rounding. Over the whole
// range the result is within 1.25 units in the last place of the exact value (tested against libm). Below −87,
// where results would be denormal, it is 0; above 88.72283 infinity; NaN stays NaN.

#ifndef LP_EXPONENTIAL_H
#define LP_EXPONENTIAL_H

#include "vector.h"

LP_INLINE lp_vector lp_exp(lp_vector x) {
  const lp_vector shifter = lp_splat(0x1.8p23f);  // adding it leaves the nearest integer in the low bits
  const lp_vector shifted = lp_fma(x, lp_splat(0x1.715476p0f), shifter);
  const lp_vector n = shifted - shifter;
  const lp_vector high = lp_fma(n, lp_splat(-0.693359375f), x);  // the short head of ln 2 times n is exact
  const lp_vector r = lp_fma(n, lp_splat(0.00021219444170128554f), high);

  lp_vector q = lp_fma(lp_splat(0x1.6a2256p-10f), r, lp_splat(0x1.123b02p-7f));
  q = lp_fma(q, r, lp_splat(0x1.5558f8p-5f));
  q = lp_fma(q, r, lp_splat(0x1.555490p-3f));
  q = lp_fma(q, r, lp_splat(0x1.fffffcp-2f));
  const lp_vector power = lp_fma(q, r * r, r) + lp_splat(1);

  // 2ⁿ goes straight into the exponent: n is in the low bits of `shifted`, and the rest is shifted out.
  const lp_integers bits = __builtin_bit_cast(lp_integers, power) + (__builtin_bit_cast(lp_integers, shifted) << 23);
  lp_vector result = __builtin_bit_cast(lp_vector, bits);
  result = lp_select(x < lp_splat(-87.0f), lp_splat(0), result);
  result = lp_select(x > lp_splat(88.72283f), lp_splat(__builtin_inff()), result);
  return lp_select(x == x, result, x);
}

/// 1 / (1 + e⁻ˣ).
LP_INLINE lp_vector lp_sigmoid(lp_vector x) { return lp_splat(1) / (lp_splat(1) + lp_exp(-x)); }

/// out (count) = eˣ; the softmaxes and the activations use it inline, this form is for tests.
static void lp_exponential(float *out, const float *x, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH)
    lp_store_some(out + i, lp_exp(lp_load_some(x + i, count - i)), count - i);
}

#endif
