// Attention of one new query over cached keys and values, for decoding: two passes over the cache, which is
// read where it lies. Prompts go through attention_forward.h.

#ifndef LP_ATTENTION_CACHED_H
#define LP_ATTENTION_CACHED_H

#include "softmax_loss.h"
#include "gemv.h"

enum { LP_PREFETCH_KEYS = 16 };  // prefetched: the processor does not read ahead past the end of a page

/// The scores of `count` (a constant, 4 or less) keys side by side.
LP_INLINE lp_four lp_cached_dots(
    const float *q, const float *keys, const int count, lp_index width, lp_index stride, float scale) {
  lp_vector sums[LP_DOTS];
  LP_UNROLL
  for (int i = 0; i < LP_DOTS; i++) sums[i] = lp_splat(0);
  for (lp_index d = 0; d < width; d += LP_WIDTH) {
    const lp_vector values = lp_load_some(q + d, width - d);
    LP_UNROLL
    for (int i = 0; i < count; i++) {
      lp_prefetch(keys + (i + LP_PREFETCH_KEYS) * stride, d);
      sums[i] = lp_fma(values, lp_load_some(keys + i * stride + d, width - d), sums[i]);
    }
  }
  return lp_four_sums(sums) * scale;
}

/// scores (count) = scale · q · keysᵀ.
LP_INLINE void lp_cached_scores(
    float *scores, const float *q, const float *keys, lp_index count, lp_index width, lp_index stride, float scale) {
  lp_index j = 0;
  for (; j + LP_DOTS <= count; j += LP_DOTS) {
    const lp_four four = lp_cached_dots(q, keys + j * stride, LP_DOTS, width, stride, scale);
    __builtin_memcpy(scores + j, &four, sizeof four);
  }
  for (; j < count; j++) scores[j] = lp_cached_dots(q, keys + j * stride, 1, width, stride, scale)[0];
}

/// out (up to vectors × WIDTH) = Σ weights[j] · values[j] / total, in four interleaved chains of positions.
LP_INLINE void lp_cached_weighted_sum(
    float *out, const float *weights, const float *values, lp_index count, lp_index width, lp_index stride,
    const int vectors, float total) {
  enum { CHAINS = 4, MOST = 2 };
  lp_vector sums[CHAINS * MOST];
  LP_UNROLL
  for (int i = 0; i < CHAINS * vectors; i++) sums[i] = lp_splat(0);
  lp_index j = 0;
  for (; j + CHAINS <= count; j += CHAINS) {
    LP_UNROLL
    for (int c = 0; c < CHAINS; c++) {
      const lp_vector weight = lp_splat(weights[j + c]);
      LP_UNROLL
      for (int v = 0; v < vectors; v++) {
        lp_prefetch(values + (j + c + LP_PREFETCH_KEYS) * stride, v * LP_WIDTH);
        sums[c * vectors + v] = lp_fma(
            weight, lp_load_some(values + (j + c) * stride + v * LP_WIDTH, width - v * LP_WIDTH),
            sums[c * vectors + v]);
      }
    }
  }
  for (; j < count; j++) {
    LP_UNROLL
    for (int v = 0; v < vectors; v++)
      sums[v] = lp_fma(
          lp_splat(weights[j]), lp_load_some(values + j * stride + v * LP_WIDTH, width - v * LP_WIDTH), sums[v]);
  }
  LP_UNROLL
  for (int v = 0; v < vectors; v++) {
    lp_vector sum = (sums[v] + sums[vectors + v]) + (sums[2 * vectors + v] + sums[3 * vectors + v]);
    lp_store_some(out + v * LP_WIDTH, sum / lp_splat(total), width - v * LP_WIDTH);
  }
}

/// out (width) = softmax(q · keys (count, width)ᵀ / √width) · values (count, width). Rows of keys and values are
/// `stride` floats apart; workspace holds `count` floats.
static void lp_attention_cached(
    float *out, const float *q, const float *keys, const float *values, lp_index count, lp_index width,
    lp_index stride, float *workspace) {
  lp_cached_scores(workspace, q, keys, count, width, stride, 1 / __builtin_sqrtf((float)width));
  const float total = lp_row_exponentials(workspace, count, lp_row_maximum(workspace, count), workspace);
  lp_index d = 0;
  for (; d + LP_WIDTH < width; d += 2 * LP_WIDTH)
    lp_cached_weighted_sum(out + d, workspace, values + d, count, width - d, stride, 2, total);
  if (d < width) lp_cached_weighted_sum(out + d, workspace, values + d, count, width - d, stride, 1, total);
}

#endif
