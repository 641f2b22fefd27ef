// What a step of Muon does to each number of a matrix, in the order of operations of PyTorch's torch.optim.Muon. Between
// the two passes the update is orthogonalised, which is matrix products.

#ifndef LP_MUON_H
#define LP_MUON_H

#include "../include/CKernels.h"
#include "cautious.h"

/// m (count) goes towards the gradient g · scale, by the share `toward`; update (count) lies as far beyond the gradient, on
/// the way back to m: Nesterov's momentum.
static void lp_nesterov(
    float *update, float *m, const float *g, lp_index count, float scale, float toward) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    const lp_vector gradient = lp_load_some(g + i, left) * lp_splat(scale);
    lp_vector momentum = lp_load_some(m + i, left);
    momentum = lp_fma(lp_splat(toward), gradient - momentum, momentum);
    lp_store_some(m + i, momentum, left);
    lp_store_some(update + i, lp_fma(lp_splat(toward), gradient - momentum, momentum), left);
  }
}

/// p (count) = p · keep − step_size · update. If `cautious`, only those decay that the update makes smaller as well.
static void lp_descend(
    float *p, const float *update, lp_index count, float step_size, float keep, int32_t cautious) {
  for (lp_index i = 0; i < count; i += LP_WIDTH) {
    const lp_index left = count - i;
    const lp_vector by = lp_load_some(update + i, left);
    const lp_vector kept = lp_decayed(lp_load_some(p + i, left), by, keep, cautious);
    lp_store_some(p + i, kept - lp_splat(step_size) * by, left);
  }
}

#endif
