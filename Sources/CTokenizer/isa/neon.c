// NEON on arm64: four vectors of 16 bytes a block, whose results are added up pairwise into bits.

#if defined(__aarch64__)

#include <arm_neon.h>

#include "../include/CTokenizer.h"
#include "../scan/ascii.h"

typedef struct {
  uint8x16_t part[4];
} lp_vectors;

static inline uint64_t lp_bits(lp_vectors found) {
  const uint8x16_t weight = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t low = vpaddq_u8(vandq_u8(found.part[0], weight), vandq_u8(found.part[1], weight));
  uint8x16_t high = vpaddq_u8(vandq_u8(found.part[2], weight), vandq_u8(found.part[3], weight));
  uint8x16_t both = vpaddq_u8(low, high);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(both, both)), 0);
}

static inline uint64_t lp_within(lp_vectors bytes, uint8_t first, uint8_t last) {
  lp_vectors found;
  for (int i = 0; i < 4; i++) {
    found.part[i] = vcleq_u8(vsubq_u8(bytes.part[i], vdupq_n_u8(first)), vdupq_n_u8((uint8_t)(last - first)));
  }
  return lp_bits(found);
}

static inline lp_ascii lp_classify_ascii(const uint8_t *text) {
  lp_vectors bytes, lowered;
  for (int i = 0; i < 4; i++) {
    bytes.part[i] = vld1q_u8(text + 16 * i);
    lowered.part[i] = vorrq_u8(bytes.part[i], vdupq_n_u8(0x20));
  }
  lp_ascii ascii;
  ascii.letter = lp_within(lowered, 'a', 'z');
  ascii.lower = lp_within(bytes, 'a', 'z');
  ascii.number = lp_within(bytes, '0', '9');
  ascii.blank = lp_within(bytes, ' ', ' ');
  ascii.space = ascii.blank | lp_within(bytes, '\t', '\r');
  ascii.newline = lp_within(bytes, '\n', '\n') | lp_within(bytes, '\r', '\r');
  ascii.apostrophe = lp_within(bytes, '\'', '\'');
  ascii.slash = lp_within(bytes, '/', '/');
  ascii.visible = lp_within(bytes, '!', '~');
  ascii.high = lp_within(bytes, 0x80, 0xFF);
  return ascii;
}

#define LP_NAME "neon"
#define LP_TABLE lp_tokenizer_neon

#include "../lookup/lookup.h"
#include "../merge/merge.h"
#include "../scan/scan.h"

const lp_tokenizer_kernels LP_TABLE = {
    .name = LP_NAME, .scan = LP_SCANS, .prepare = lp_prepare, .store = lp_store, .store_wide = lp_store_wide,
    .merge = lp_merge};

#endif
