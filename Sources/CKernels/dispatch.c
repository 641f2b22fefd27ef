#include "CKernels.h"
int letterpress_placeholder(void) { return 0; }
