// Attention of one new query over cached keys and values, for sampling: two passes over the cache, which is
// read where it lies. Longer prompts go through attention_forward.h.

#ifndef LP_ATTENTION_CACHED_H
#define LP_ATTENTION_CACHED_H

#include "softmax_loss.h"

/// out (width) = softmax(q · keys (count, width)ᵀ / √width) · values (count, width). Rows of keys and values are
/// `stride` floats apart; scratch holds `count` floats.
static void lp_attention_cached(
    float *out, const float *q, const float *keys, const float *values, lp_index count, lp_index width,
    lp_index stride, float *scratch) {
  const float scale = 1 / __builtin_sqrtf((float)width);
  for (lp_index j = 0; j < count; j++) {
    lp_vector sum = lp_splat(0);
    for (lp_index d = 0; d < width; d += LP_WIDTH)
      sum = lp_fma(lp_load_some(q + d, width - d), lp_load_some(keys + j * stride + d, width - d), sum);
    scratch[j] = lp_sum(sum) * scale;
  }
  const float total = lp_row_exponentials(scratch, count, lp_row_maximum(scratch, count), scratch);
  for (lp_index d = 0; d < width; d += LP_WIDTH) {
    lp_vector sum = lp_splat(0);
    for (lp_index j = 0; j < count; j++)
      sum = lp_fma(lp_splat(scratch[j]), lp_load_some(values + j * stride + d, width - d), sum);
    lp_store_some(out + d, sum / lp_splat(total), width - d);
  }
}

#endif
