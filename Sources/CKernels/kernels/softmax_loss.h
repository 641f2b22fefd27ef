// Cross-entropy of one row of logits, and its gradient in place of the logits, which may be capped first.
//
//   pass 1: the largest logit          pass 2: eˣ of what is left of each, and their sum
//   pass 3 (gradient only): row = scale · (softmax − one-hot(target))
//
// A cap c makes each logit c · tanh(logit / c) (Gemma Team, 2024, arXiv:2408.00118), whose slope is 1 − (capped / c)².
//
// A NaN among the logits, or an infinite one, makes the loss NaN.

#ifndef LP_SOFTMAX_LOSS_H
#define LP_SOFTMAX_LOSS_H

#include "exponential.h"

LP_INLINE float lp_row_maximum(const float *row, lp_index count) {
  lp_vector top = lp_splat(-__builtin_inff());
  lp_index i = 0;
  for (; i + LP_WIDTH <= count; i += LP_WIDTH) top = lp_max(lp_load(row + i), top);
  float largest = lp_largest(top);
  for (; i < count; i++) largest = row[i] > largest ? row[i] : largest;
  return largest;
}

/// Σ exp(row − top); the terms go to `terms`, which may be row itself, unless it is null.
LP_INLINE float lp_row_exponentials(const float *row, lp_index count, float top, float *terms) {
  lp_vector sum = lp_splat(0);
  lp_index i = 0;
  for (; i + LP_WIDTH <= count; i += LP_WIDTH) {
    lp_vector term = lp_exp(lp_load(row + i) - lp_splat(top));
    if (terms) lp_store(terms + i, term);
    sum += term;
  }
  float total = lp_sum(sum);
  if (i < count) {
    float lanes[LP_WIDTH];
    lp_store(lanes, lp_exp(lp_load_part(row + i, count - i) - lp_splat(top)));
    for (lp_index j = 0; j < count - i; j++) {
      total += lanes[j];
      if (terms) terms[i + j] = lanes[j];
    }
  }
  return total;
}

/// Each of row (count) becomes cap · tanh(row / cap). tanh z = (1 − e^(−2|z|)) / (1 + e^(−2|z|)) with the sign of z.
static void lp_softcap(float *row, lp_index count, float cap) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_vector x = lp_load_some(row + i, count - i);
    const lp_vector size = lp_max(x, -x) * lp_splat(-2 / cap);
    const lp_vector e = lp_exp(size);
    const lp_vector capped = lp_splat(cap) * (lp_splat(1) - e) / (lp_splat(1) + e);
    const lp_vector signed_ = lp_select(x < lp_splat(0), -capped, capped);
    // What is not finite stays what it is, so that the loss tells of it.
    lp_store_some(row + i, lp_select(x - x == lp_splat(0), signed_, x), count - i);
  }
}

/// −log softmax(row (count))[target]. The row is left as it is.
static float lp_loss(const float *row, lp_index count, lp_index target) {
  const float top = lp_row_maximum(row, count);
  return __builtin_logf(lp_row_exponentials(row, count, top, NULL)) + (top - row[target]);
}

/// The same loss; the row becomes scale · (softmax − one-hot(target)).
static float lp_loss_gradient(float *row, lp_index count, lp_index target, float scale) {
  const float top = lp_row_maximum(row, count);
  const float distance = top - row[target];
  const float total = lp_row_exponentials(row, count, top, row);
  const lp_vector factor = lp_splat(scale / total);
  for (lp_index i = 0; i < count; i += LP_WIDTH)
    lp_store_some(row + i, lp_load_some(row + i, count - i) * factor, count - i);
  row[target] -= scale;
  return __builtin_logf(total) + distance;
}

/// The loss of the capped row, which becomes the gradient of what it was before.
static float lp_capped_loss_gradient(float *row, lp_index count, lp_index target, float scale, float cap) {
  lp_softcap(row, count, cap);
  const float top = lp_row_maximum(row, count);
  const float aimed = row[target];
  const float total = lp_row_exponentials(row, count, top, NULL);
  const lp_vector factor = lp_splat(scale / total), share = lp_splat(1 / cap);
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_vector capped = lp_load_some(row + i, count - i), ratio = capped * share;
    const lp_vector slope = lp_fma(-ratio, ratio, lp_splat(1));
    lp_store_some(row + i, lp_exp(capped - lp_splat(top)) * factor * slope, count - i);
  }
  row[target] -= scale * (1 - aimed / cap * (aimed / cap));
  return __builtin_logf(total) + (top - aimed);
}

#endif
