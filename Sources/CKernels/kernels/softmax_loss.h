// Cross-entropy of one row of logits, and its gradient in place of the logits.
//
//   pass 1: the largest logit          pass 2: eˣ of what is left of each, and their sum
//   pass 3 (gradient only): row = scale · (softmax − one-hot(target))
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

#endif
