// One AdamW step (Loshchilov and Hutter, 2019), in the order of operations of PyTorch's torch.optim.AdamW.

#ifndef LP_ADAMW_H
#define LP_ADAMW_H

#include "../include/CKernels.h"
#include "cautious.h"

/// p (count) = p · keep − step_size · m / (√v / correction + epsilon), m and v updated first; all in place. If `cautious`,
/// only those decay whose m has their own sign.
static void lp_adamw(
    float *p, const float *g, float *m, float *v, lp_index count, const lp_adamw_settings *s) {
  const lp_vector toward = lp_splat(s->one_minus_beta1);
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    lp_vector gradient = lp_load_some(g + i, left) * lp_splat(s->gradient_scale);
    lp_vector first = lp_load_some(m + i, left);
    first = lp_fma(toward, gradient - first, first);
    lp_vector second = lp_load_some(v + i, left) * lp_splat(s->beta2);
    second = lp_fma(gradient * lp_splat(s->one_minus_beta2), gradient, second);
    lp_vector denominator = lp_sqrt(second) / lp_splat(s->correction) + lp_splat(s->epsilon);
    const lp_vector kept = lp_decayed(lp_load_some(p + i, left), first, s->keep, s->cautious);
    lp_store_some(m + i, first, left);
    lp_store_some(v + i, second, left);
    lp_store_some(p + i, kept - lp_splat(s->step_size) * first / denominator, left);
  }
}

#endif
