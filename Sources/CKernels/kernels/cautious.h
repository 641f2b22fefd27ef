// Decoupled weight decay, of all parameters or of those that the update makes smaller as well: cautious weight decay
// (Chen et al. 2025, arXiv:2510.12402).

#ifndef LP_CAUTIOUS_H
#define LP_CAUTIOUS_H

#include "vector.h"

/// p · keep; if `cautious`, only where p and the update that will be subtracted have the same sign.
LP_INLINE lp_vector lp_decayed(lp_vector p, lp_vector update, float keep, int32_t cautious) {
  const lp_vector kept = p * lp_splat(keep);
  return cautious ? lp_select(p * update >= lp_splat(0), kept, p) : kept;
}

#endif
