// NEON on arm64, which every such processor has: Apple's, Graviton, Ampere.

#if defined(__aarch64__)

#define LP_NAME "neon"
#define LP_TABLE lp_kernels_neon
#define LP_WIDTH 4
#define LP_FUSED 1
#define LP_TILE_ROWS 8
#define LP_TILE_VECTORS 3
#define LP_HEAD_ROWS 8
#define LP_REREADS 0

#include "../kernels/table.h"

#endif
