// Plain C for any machine: four lanes are what x86-64 and arm64 have at the least, and other compilers'
// targets make do with.

#define LP_NAME "portable"
#define LP_TABLE lp_kernels_portable
#define LP_WIDTH 4
#define LP_FUSED 0
#define LP_TILE_ROWS 4
#define LP_TILE_VECTORS 2
#define LP_HEAD_ROWS 4
#define LP_REREADS 0

#include "../kernels/table.h"
