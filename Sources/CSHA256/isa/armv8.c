// ARMv8's cryptographic extension on arm64: four rounds in two instructions, four words of the message at a time.

#if defined(__aarch64__)

#pragma clang attribute push(__attribute__((target("sha2"))), apply_to = function)

#include <arm_neon.h>

#include "../constants.h"
#include "../include/CSHA256.h"

static void lp_compress(uint32_t *state, const uint8_t *blocks, size_t count) {
  uint32x4_t abcd = vld1q_u32(state), efgh = vld1q_u32(state + 4);
  for (; count > 0; count--, blocks += LP_SHA256_BLOCK) {
    uint32x4_t w[4], abcd_before = abcd, efgh_before = efgh;
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      uint32x4_t *next = &w[i & 3];
      if (i < 4) {
        *next = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(blocks + 16 * i)));
      } else {
        *next = vsha256su1q_u32(vsha256su0q_u32(*next, w[(i + 1) & 3]), w[(i + 2) & 3], w[(i + 3) & 3]);
      }
      uint32x4_t words = vaddq_u32(*next, vld1q_u32(lp_sha256_constants + 4 * i));
      uint32x4_t abcd_now = abcd;
      abcd = vsha256hq_u32(abcd, efgh, words);
      efgh = vsha256h2q_u32(efgh, abcd_now, words);
    }
    abcd = vaddq_u32(abcd, abcd_before);
    efgh = vaddq_u32(efgh, efgh_before);
  }
  vst1q_u32(state, abcd);
  vst1q_u32(state + 4, efgh);
}

const lp_sha256_code lp_sha256_armv8 = {.name = "armv8", .compress = lp_compress};

#pragma clang attribute pop

#endif
