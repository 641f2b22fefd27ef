// One round of the compression function in plain C.
//
// Nothing moves that a round only renames: in round i, the standard's a is s[-i mod 8], b the next, and so on to h.
// With the loop around it unrolled, the eight words stay in registers.

#ifndef LETTERPRESS_SHA256_ROUNDS_H
#define LETTERPRESS_SHA256_ROUNDS_H

#include <stdint.h>

static inline uint32_t lp_rotated(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

/// A sum that the compiler does not reorder: what is known last is to be added last, since each round waits for it.
static inline __attribute__((always_inline)) uint32_t lp_sum(uint32_t early, uint32_t late) {
  uint32_t sum = early + late;
  __asm__("" : "+r"(sum));
  return sum;
}

/// `word` is the message's word plus the round's constant.
static inline __attribute__((always_inline)) void lp_round(uint32_t *s, int i, uint32_t word) {
  uint32_t a = s[-i & 7], b = s[(1 - i) & 7], c = s[(2 - i) & 7], *d = &s[(3 - i) & 7];
  uint32_t e = s[(4 - i) & 7], f = s[(5 - i) & 7], g = s[(6 - i) & 7], *h = &s[(7 - i) & 7];
  uint32_t sum1 = lp_rotated(e, 6) ^ lp_rotated(e, 11) ^ lp_rotated(e, 25);
  uint32_t sum0 = lp_rotated(a, 2) ^ lp_rotated(a, 13) ^ lp_rotated(a, 22);
  uint32_t choice = (e & f) + (~e & g);
  uint32_t majority = (a & b) + (c & (a ^ b));
  uint32_t first = lp_sum(lp_sum(*h, word), choice) + sum1;
  *d += first;
  *h = lp_sum(first, majority) + sum0;
}

#endif
