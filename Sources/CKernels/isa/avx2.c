// AVX2 with fused multiply-add on x86-64: Haswell and later, every Zen.

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define LP_NAME "avx2"
#define LP_TABLE lp_kernels_avx2
#define LP_WIDTH 8
#define LP_FUSED 1
#define LP_TILE_ROWS 6
#define LP_TILE_VECTORS 2
#define LP_HEAD_ROWS 4
#define LP_REREADS 0

#include "../kernels/table.h"

#pragma clang attribute pop

#endif
