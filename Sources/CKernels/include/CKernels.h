#ifndef LETTERPRESS_CKERNELS_H
#define LETTERPRESS_CKERNELS_H
int letterpress_placeholder(void);
#endif
