// The feed-forward activations: silu(x) = x · σ(x), SwiGLU = silu(gate) · up (Shazeer, 2020, "GLU Variants Improve
// Transformer"), relu(x)² (So et al., 2021, "Primer"), and GELU (Hendrycks and Gimpel, 2016) in two forms: as GPT-2 has
// it, ½ x (1 + tanh u) with u = √(2/π) (x + 0.044715 x³), which is x · σ(2u); and x · Φ(x), Φ(x) = ½ (1 + erf(x / √2)),
// where Φ(x) = σ(x · g(x²)). silu′(x) = σ + x·σ·(1 − σ). One pass each.
//
// g is of degree 7, fitted by reweighted least squares on |x| ≤ 5.5 to the smallest largest error of x · Φ(x), 4.2·10⁻⁸
// before rounding. Beyond, x² counts as 5.5².
//
// The backward passes work in place and leave the forward pass's output where the incoming gradient was: the
// gradient of the next weight needs that output, and here it costs nothing, since σ is at hand.

#ifndef LP_FEED_FORWARD_H
#define LP_FEED_FORWARD_H

#include "exponential.h"

/// A row of gate and one of up lie side by side, the next two behind them: often in another page, where the processor
/// stops reading ahead.
LP_INLINE void lp_prefetch_next_row(const float *gate, const float *up, lp_index count, lp_index i) {
  lp_prefetch(gate + 2 * count, i);
  lp_prefetch(up + 2 * count, i);
}

/// out (count) = silu(gate) · up.
static void lp_swiglu(float *out, const float *gate, const float *up, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    lp_prefetch_next_row(gate, up, count, i);
    lp_vector x = lp_load_some(gate + i, left);
    lp_store_some(out + i, x * lp_sigmoid(x) * lp_load_some(up + i, left), left);
  }
}

/// gate and up (count) become their gradients, d_out becomes silu(gate) · up.
static void lp_swiglu_backward(float *gate, float *up, float *d_out, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    lp_prefetch_next_row(gate, up, count, i);
    lp_vector x = lp_load_some(gate + i, left), d = lp_load_some(d_out + i, left);
    lp_vector s = lp_sigmoid(x), silu = x * s;
    lp_vector slope = lp_fma(silu, lp_splat(1) - s, s);
    lp_vector other = lp_load_some(up + i, left);
    lp_store_some(d_out + i, silu * other, left);
    lp_store_some(up + i, d * silu, left);
    lp_store_some(gate + i, d * other * slope, left);
  }
}

/// out (count) = silu(x).
static void lp_silu(float *out, const float *x, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    lp_vector v = lp_load_some(x + i, count - i);
    lp_store_some(out + i, v * lp_sigmoid(v), count - i);
  }
}

/// x (count) becomes its gradient d_out · silu′(x), d_out becomes silu(x).
static void lp_silu_backward(float *x, float *d_out, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    lp_vector v = lp_load_some(x + i, left), s = lp_sigmoid(v), silu = v * s;
    lp_vector slope = lp_fma(silu, lp_splat(1) - s, s);
    lp_vector d = lp_load_some(d_out + i, left);
    lp_store_some(d_out + i, silu, left);
    lp_store_some(x + i, d * slope, left);
  }
}

/// out (count) = relu(x)².
static void lp_relu2(float *out, const float *x, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    lp_vector v = lp_max(lp_load_some(x + i, count - i), lp_splat(0));
    lp_store_some(out + i, v * v, count - i);
  }
}

/// x (count) becomes its gradient d_out · 2 relu(x), d_out becomes relu(x)².
static void lp_relu2_backward(float *x, float *d_out, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    lp_vector v = lp_max(lp_load_some(x + i, left), lp_splat(0)), d = lp_load_some(d_out + i, left);
    lp_store_some(d_out + i, v * v, left);
    lp_store_some(x + i, d * (v + v), left);
  }
}

/// 2u, and its slope in x.
LP_INLINE lp_vector lp_gelu_argument(lp_vector x, lp_vector *slope) {
  const float two = 1.5957691216057308f, cubic = 0.044715f;  // 2 √(2/π)
  const lp_vector square = x * x;
  *slope = lp_fma(square, lp_splat(3 * cubic * two), lp_splat(two));
  return x * lp_fma(square, lp_splat(cubic * two), lp_splat(two));
}

/// x · g(x²), and its slope in x, g + 2 x² g′.
LP_INLINE lp_vector lp_gelu_erf_argument(lp_vector x, lp_vector *slope) {
  static const float g[] = {
      0x1.98847ep+0f, 0x1.299e04p-4f, -0x1.f534a8p-15f, -0x1.d91f24p-14f,
      0x1.183446p-17f, -0x1.46f09ap-22f, 0x1.6a30b4p-28f, -0x1.e8d8b2p-36f,
  };
  const lp_vector whole = x * x, most = lp_splat(30.25f), square = lp_select(whole < most, whole, most);
  lp_vector value = lp_splat(g[7]), steep = lp_splat(0);
  for (int i = 6; i >= 0; i--) {
    steep = lp_fma(steep, square, value);
    value = lp_fma(value, square, lp_splat(g[i]));
  }
  *slope = lp_fma(steep, square + square, value);
  return x * value;
}

/// The argument of σ, and its slope.
typedef lp_vector (*lp_gelu_form)(lp_vector x, lp_vector *slope);

LP_INLINE void lp_gelu_by(lp_gelu_form argument, float *out, const float *x, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    lp_vector v = lp_load_some(x + i, count - i), slope;
    lp_store_some(out + i, v * lp_sigmoid(argument(v, &slope)), count - i);
  }
}

LP_INLINE void lp_gelu_backward_by(lp_gelu_form argument, float *x, float *d_out, lp_index count) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    lp_vector v = lp_load_some(x + i, left), steep;
    lp_vector s = lp_sigmoid(argument(v, &steep)), gelu = v * s;
    lp_vector slope = lp_fma(gelu * (lp_splat(1) - s), steep, s);
    lp_vector d = lp_load_some(d_out + i, left);
    lp_store_some(d_out + i, gelu, left);
    lp_store_some(x + i, d * slope, left);
  }
}

/// out (count) = gelu(x), by tanh.
static void lp_gelu(float *out, const float *x, lp_index count) { lp_gelu_by(lp_gelu_argument, out, x, count); }

/// x (count) becomes its gradient d_out · gelu′(x) = d_out · (σ + x·σ·(1 − σ)·(2u)′), d_out becomes gelu(x).
static void lp_gelu_backward(float *x, float *d_out, lp_index count) {
  lp_gelu_backward_by(lp_gelu_argument, x, d_out, count);
}

/// out (count) = x · Φ(x).
static void lp_gelu_erf(float *out, const float *x, lp_index count) { lp_gelu_by(lp_gelu_erf_argument, out, x, count); }

/// x (count) becomes its gradient d_out · (Φ(x) + x · Φ′(x)), d_out becomes x · Φ(x).
static void lp_gelu_erf_backward(float *x, float *d_out, lp_index count) {
  lp_gelu_backward_by(lp_gelu_erf_argument, x, d_out, count);
}

#endif
