// eˣ for vectors, the sigmoid built on it, and ln x.
//
// x = n·ln 2 + r with |r| ≤ ln 2 / 2; eˣ = 2ⁿ · eʳ. eʳ is 1 + r + r²·q(r) with q of degree 4 fitted by
// reweighted least squares to the smallest largest relative error, 3.1·10⁻⁹ before rounding. Over the whole
// range the result is within 1.25 units in the last place of the exact value (tested against libm). Below −87,
// where results would be denormal, it is 0; above 88.72283 infinity; NaN stays NaN.

#ifndef LP_EXPONENTIAL_H
#define LP_EXPONENTIAL_H

#include "vector.h"

/// eˣ without a look at the ends of its range: for −87 ≤ x ≤ 88.
LP_INLINE lp_vector lp_exp_inside(lp_vector x) {
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
  return __builtin_bit_cast(lp_vector, bits);
}

/// eˣ for every x.
LP_INLINE lp_vector lp_exp(lp_vector x) {
  lp_vector result = lp_exp_inside(x);
  result = lp_select(x < lp_splat(-87.0f), lp_splat(0), result);
  result = lp_select(x > lp_splat(88.72283f), lp_splat(__builtin_inff()), result);
  return lp_select(x == x, result, x);
}

/// eˣ for the x of a softmax, which are at most a rounding error above 0: below −87 the result stays e⁻⁸⁷, and a NaN
/// stays NaN.
LP_INLINE lp_vector lp_exp_of_score(lp_vector x) { return lp_exp_inside(lp_max(lp_splat(-87), x)); }

/// ln x of a softmax's sum: for normal x > 0; infinity and NaN stay.
///
/// x = 2ᵉ · (1 + f) with 1 + f from √½ to √2; ln(1 + f) is f − f²/2 + f³·p(f) with p of degree 7, fitted like q above to
/// 6·10⁻⁹. From 1 on the result is within 2 units in the last place (tested against libm).
LP_INLINE lp_vector lp_log(lp_vector x) {
  const lp_integers bits = __builtin_bit_cast(lp_integers, x);
  const lp_integers e = (bits - (lp_integers)0x3F3504F3) >> 23;
  const lp_vector f = __builtin_bit_cast(lp_vector, bits - (e << 23)) - lp_splat(1), square = f * f;
  const lp_vector power = __builtin_convertvector(e, lp_vector);

  lp_vector p = lp_fma(lp_splat(-0x1.38ab72p-4f), f, lp_splat(0x1.05550ep-3f));
  p = lp_fma(p, f, lp_splat(-0x1.0d8428p-3f));
  p = lp_fma(p, f, lp_splat(0x1.22daecp-3f));
  p = lp_fma(p, f, lp_splat(-0x1.547274p-3f));
  p = lp_fma(p, f, lp_splat(0x1.99a000p-3f));
  p = lp_fma(p, f, lp_splat(-0x1.000226p-2f));
  p = lp_fma(p, f, lp_splat(0x1.555554p-2f));
  lp_vector rest = lp_fma(power, lp_splat(-0.00021219444170128554f), p * f * square);
  rest = lp_fma(square, lp_splat(-0.5f), rest);
  const lp_vector result = lp_fma(power, lp_splat(0.693359375f), f + rest);
  return lp_select(x < lp_splat(__builtin_inff()), result, x);
}

/// 1 / (1 + e⁻ˣ).
LP_INLINE lp_vector lp_sigmoid(lp_vector x) { return lp_splat(1) / (lp_splat(1) + lp_exp(-x)); }

/// out (count) = ln x, for tests as well.
static void lp_logarithm(float *out, const float *x, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH)
    lp_store_some(out + i, lp_log(lp_load_some(x + i, count - i)), count - i);
}

/// out (count) = eˣ; the softmaxes and the activations use it inline, this form is for tests.
static void lp_exponential(float *out, const float *x, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH)
    lp_store_some(out + i, lp_exp(lp_load_some(x + i, count - i)), count - i);
}

#endif
