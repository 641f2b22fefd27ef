// From logits to the weights by which a token is drawn.

#ifndef LP_SAMPLING_H
#define LP_SAMPLING_H

#include "softmax_loss.h"

/// weights (count) = exp((logits − largest) · sharpness); returns the largest logit, or NaN if a logit is NaN.
static float lp_sampling_weights(float *weights, const float *logits, lp_index count, float sharpness) {
  const float top = lp_row_maximum(logits, count);
  lp_vector nonsense = lp_splat(0);  // x · 0 is NaN for NaN; added up, one NaN is enough
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    lp_vector below = lp_load_some(logits + i, left) - lp_splat(top);
    // A logit of −∞ stays one, so only NaN, or a largest logit that is not finite, gives NaN here.
    lp_vector weight = lp_exp(below * lp_splat(sharpness));
    nonsense += weight * lp_splat(0);
    lp_store_some(weights + i, weight, left);
  }
  return top + lp_sum(nonsense);
}

#endif
