// Cuts a text into pretokens, block after block.
//
// Layering, bottom to top: `lp_classify_ascii` (per instruction set), `block.h` (64 bytes with all of Unicode), `carry.h`
// (what patterns share), `gpt2.h`, `words.h`, `o200k.h` and `deepseek.h` (the rules of each), `lp_scan_by` (block after
// block), and a function for each pattern, in which its rules are the only ones.

#include "../include/CTokenizer.h"
#include "deepseek.h"
#include "gpt2.h"
#include "o200k.h"
#include "o200k_exact.h"
#include "words.h"

// Writes the places of the bits, counted from `origin`, and returns their number. Eight at a time and some for nothing:
// how many there are cannot be predicted, in which eight the last is can. Up to 64 places may be written.
static inline size_t lp_places(uint64_t bits, ptrdiff_t origin, ptrdiff_t *places) {
  size_t number = (size_t)__builtin_popcountll(bits);
  for (size_t first = 0; first < number; first += 8) {
    for (size_t i = first; i < first + 8; i++) {
      places[i] = origin + __builtin_ctzll(bits | 1ull << 63);
      bits &= bits - 1;
    }
  }
  return number;
}

// The starts in a block by a pattern's rules.
static inline __attribute__((always_inline)) uint64_t lp_starts(
    int pattern, const lp_block *block, const lp_block *next, const lp_place *place, lp_carry *carry,
    uint64_t *doubtful) {
  switch (pattern) {
    case LP_PATTERN_GPT2:
    case LP_PATTERN_WHITESPACE: return lp_gpt2_starts(pattern, block, next, place, carry);
    case LP_PATTERN_O200K: return lp_o200k_starts(block, next, place, carry, doubtful);
    case LP_PATTERN_DEEPSEEK: return lp_deepseek_starts(block, next, place, carry);
    default: return lp_words_starts(pattern, block, next, place, carry);
  }
}

// Where the look at doubtful places stands.
typedef struct {
  // Whether it goes on; whether it cannot, without more text.
  int is_on, is_stuck;
  // The last start that it came to, in bytes of the text.
  size_t at;
} lp_doubt;

// Replaces the starts of the block at `base` from a doubtful place on: pretoken by pretoken, from the last sure start on,
// until one begins behind the doubt where the rules say so too. `last` is the last start before the block.
static __attribute__((noinline)) uint64_t lp_exact_starts(
    uint64_t starts, uint64_t doubtful, size_t base, size_t last, const lp_place *place, lp_doubt *doubt) {
  uint64_t sure = 0, rest = ~0ull;
  size_t behind = base;
  for (;;) {
    if (doubt->is_on) {
      if (doubt->at >= base + LP_TEXT_BLOCK) return sure;
      uint64_t start = 1ull << (doubt->at - base);
      sure |= start;
      rest = ~(start | (start - 1));
      if (doubt->at >= behind && (starts & start)) doubt->is_on = 0;
    }
    if (!doubt->is_on) {
      if (!(doubtful & rest)) return sure | (starts & rest);
      int at = __builtin_ctzll(doubtful & rest);
      sure |= starts & rest & ((1ull << at) - 1);
      doubt->at = sure ? base + 63 - (size_t)__builtin_clzll(sure) : last;
      doubt->is_on = 1;
      behind = base + (size_t)at + 1;
    }
    ptrdiff_t offset = (ptrdiff_t)doubt->at - (ptrdiff_t)base;
    lp_place pretoken = {place->text + offset, place->left - (size_t)offset, place->ends_text, place->classes};
    if (pretoken.left == 0) return sure;
    size_t length = lp_o200k_end(&pretoken);
    if (length == 0) {
      doubt->is_stuck = 1;
      return sure;
    }
    doubt->at += length;
  }
}

static inline __attribute__((always_inline)) size_t lp_scan_by(
    int pattern, const uint8_t *text, size_t count, int ends_text, const uint8_t *classes, ptrdiff_t origin,
    ptrdiff_t *ends, size_t capacity) {
  if (count == 0) return 0;
  int has_unmatched = pattern == LP_PATTERN_DEEPSEEK;
  lp_carry carry = {0};
  lp_doubt doubt = {0};
  lp_place place = {text, count, ends_text, classes};
  lp_block block = lp_classify(&place, NULL, has_unmatched), next;
  size_t found = 0;
  for (size_t base = 0; base < count; base += LP_TEXT_BLOCK, block = next) {
    if (found + LP_TEXT_BLOCK >= capacity) return found;
    place.text = text + base;
    place.left = count - base;
    if (place.left > LP_TEXT_BLOCK) {
      lp_place after = {place.text + LP_TEXT_BLOCK, place.left - LP_TEXT_BLOCK, ends_text, classes};
      next = lp_classify(&after, &block, has_unmatched);
    } else {
      next = (lp_block){0};
    }
    uint64_t doubtful = 0;
    uint64_t starts = lp_starts(pattern, &block, &next, &place, &carry, &doubtful) | (base == 0);
    if (pattern == LP_PATTERN_O200K && (doubtful | (uint64_t)doubt.is_on)) {
      size_t last = found ? (size_t)(ends[found - 1] - origin) : 0;
      starts = lp_exact_starts(starts, doubtful & block.valid, base, last, &place, &doubt);
    }
    starts &= base == 0 ? block.valid & ~1ull : block.valid;
    found += lp_places(starts, origin + (ptrdiff_t)base, ends + found);
    if (pattern == LP_PATTERN_O200K && doubt.is_stuck) return found;
  }
  if (ends_text) ends[found++] = origin + (ptrdiff_t)count;
  return found;
}

#define LP_SCAN(name, pattern)                                                                                      \
  static size_t name(                                                                                               \
      const uint8_t *text, size_t count, int ends_text, const uint8_t *classes, ptrdiff_t origin, ptrdiff_t *ends,  \
      size_t capacity) {                                                                                            \
    return lp_scan_by(pattern, text, count, ends_text, classes, origin, ends, capacity);                            \
  }

LP_SCAN(lp_scan_gpt2, LP_PATTERN_GPT2)
LP_SCAN(lp_scan_gpt4, LP_PATTERN_GPT4)
LP_SCAN(lp_scan_llama3, LP_PATTERN_LLAMA3)
LP_SCAN(lp_scan_qwen2, LP_PATTERN_QWEN2)
LP_SCAN(lp_scan_digits2, LP_PATTERN_DIGITS2)
LP_SCAN(lp_scan_o200k, LP_PATTERN_O200K)
LP_SCAN(lp_scan_deepseek, LP_PATTERN_DEEPSEEK)
LP_SCAN(lp_scan_whitespace, LP_PATTERN_WHITESPACE)

// Without a pattern a text is one pretoken.
static size_t lp_scan_none(
    const uint8_t *text, size_t count, int ends_text, const uint8_t *classes, ptrdiff_t origin, ptrdiff_t *ends,
    size_t capacity) {
  (void)text, (void)classes, (void)capacity;
  if (count == 0 || !ends_text) return 0;
  ends[0] = origin + (ptrdiff_t)count;
  return 1;
}

#define LP_SCANS                                                                                          \
  {                                                                                                       \
    [LP_PATTERN_GPT2] = lp_scan_gpt2, [LP_PATTERN_GPT4] = lp_scan_gpt4, [LP_PATTERN_LLAMA3] = lp_scan_llama3, \
    [LP_PATTERN_QWEN2] = lp_scan_qwen2, [LP_PATTERN_DIGITS2] = lp_scan_digits2,                           \
    [LP_PATTERN_O200K] = lp_scan_o200k, [LP_PATTERN_DEEPSEEK] = lp_scan_deepseek,                         \
    [LP_PATTERN_WHITESPACE] = lp_scan_whitespace, [LP_PATTERN_NONE] = lp_scan_none                        \
  }
