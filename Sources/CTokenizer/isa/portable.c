// Plain C for any little-endian machine: eight bytes at a time in a word.
//
// Adding 0x80 - bound to seven bits sets a byte's top bit exactly if it has reached the bound, without carry to its
// neighbour.

#include <string.h>

#include "../include/CTokenizer.h"
#include "../scan/ascii.h"

#define LP_EACH(byte) (0x0101010101010101u * (uint64_t)(byte))

// The top bits of all bytes, gathered in the lowest eight.
static inline uint64_t lp_bits(uint64_t word) {
  return ((word & LP_EACH(0x80)) >> 7) * 0x0102040810204080u >> 56;
}

static inline uint64_t lp_within(uint64_t word, unsigned first, unsigned last) {
  uint64_t seven = word & LP_EACH(0x7F);
  return lp_bits((seven + LP_EACH(0x80 - first)) & ~(seven + LP_EACH(0x7F - last)) & ~word);
}

static inline lp_ascii lp_classify_ascii(const uint8_t *text) {
  lp_ascii ascii = {0};
  for (int i = 0; i < 64; i += 8) {
    uint64_t word;
    memcpy(&word, text + i, 8);
    uint64_t blank = lp_within(word, ' ', ' ');
    ascii.letter |= lp_within(word | LP_EACH(0x20), 'a', 'z') << i;
    ascii.lower |= lp_within(word, 'a', 'z') << i;
    ascii.number |= lp_within(word, '0', '9') << i;
    ascii.blank |= blank << i;
    ascii.space |= (blank | lp_within(word, '\t', '\r')) << i;
    ascii.newline |= (lp_within(word, '\n', '\n') | lp_within(word, '\r', '\r')) << i;
    ascii.apostrophe |= lp_within(word, '\'', '\'') << i;
    ascii.slash |= lp_within(word, '/', '/') << i;
    ascii.visible |= lp_within(word, '!', '~') << i;
    ascii.high |= lp_bits(word) << i;
  }
  return ascii;
}

#define LP_NAME "portable"
#define LP_TABLE lp_tokenizer_portable

#include "../lookup/lookup.h"
#include "../merge/merge.h"
#include "../scan/scan.h"

const lp_tokenizer_kernels LP_TABLE = {
    .name = LP_NAME, .scan = LP_SCANS, .prepare = lp_prepare, .store = lp_store, .store_wide = lp_store_wide,
    .merge = lp_merge};
