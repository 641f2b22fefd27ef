// Plain C for any machine.

#include "../constants.h"
#include "../include/CSHA256.h"
#include "../rounds.h"

static inline uint32_t lp_word(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void lp_compress(uint32_t *state, const uint8_t *blocks, size_t count) {
  for (; count > 0; count--, blocks += LP_SHA256_BLOCK) {
    uint32_t s[8], w[16];
    for (int i = 0; i < 8; i++) s[i] = state[i];
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      w[i] = lp_word(blocks + 4 * i);
      lp_round(s, i, w[i] + lp_sha256_constants[i]);
    }
#pragma clang loop unroll(full)
    for (int i = 16; i < 64; i++) {
      uint32_t early = w[(i - 15) & 15], late = w[(i - 2) & 15];
      w[i & 15] += (lp_rotated(early, 7) ^ lp_rotated(early, 18) ^ early >> 3) + w[(i - 7) & 15]
          + (lp_rotated(late, 17) ^ lp_rotated(late, 19) ^ late >> 10);
      lp_round(s, i, w[i & 15] + lp_sha256_constants[i]);
    }
    for (int i = 0; i < 8; i++) state[i] += s[i];
  }
}

const lp_sha256_code lp_sha256_portable = {.name = "portable", .compress = lp_compress};
