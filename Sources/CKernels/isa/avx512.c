// AVX-512 on x86-64: Skylake-SP and later servers, Ice Lake and Zen 4 and later desktops.

#if defined(__x86_64__)

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)

#define LP_NAME "avx512"
#define LP_TABLE lp_kernels_avx512
#define LP_WIDTH 16
#define LP_FUSED 1
#define LP_TILE_ROWS 14
#define LP_TILE_VECTORS 2
#define LP_HEAD_ROWS 8
#define LP_REREADS 4

#include "../kernels/table.h"

#pragma clang attribute pop

#endif
