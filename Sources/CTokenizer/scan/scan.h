// GPT-2's pattern on 64 bits at a time:
//
//     '(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// With a bit for each byte that is a letter, number, space or other, a pretoken starts
//
//     at a letter, number or other     after a byte of another class that is not the blank (which it takes along)
//     at a space                       that is the first of its run
//     at the last space of a run       if text follows (the text takes a blank; a line break stands alone)
//     after a contraction              which is an apostrophe that starts a pretoken, and its letters
//
// All bytes of a character have its class, so these rules hold for characters of any length, with one exception: the
// start of the last space is its first byte. Malformed bytes are `other`, each by itself.
//
// Layering, bottom to top: `lp_classify_ascii` (per instruction set), `block.h` (64 bytes with all of Unicode),
// `lp_starts` (the rules), `lp_scan` (block after block).

#include "../include/CTokenizer.h"
#include "block.h"

// What one block hands to the next.
typedef struct {
  // The block's last byte, in bit 0.
  uint64_t letter, number, other, space, blank;
  // Starts that a contraction at the end of the block makes and unmakes in the next one.
  uint64_t made, unmade;
} lp_carry;

// The length of the contraction at an apostrophe with `left` bytes from it on; 0 if there is none, or -1 if more text
// might make it one.
static inline int lp_contraction(const uint8_t *text, size_t left, int ends_text) {
  if (left < 2) return 0;
  uint8_t first = text[1];
  if (first == 's' || first == 'd' || first == 'm' || first == 't') return 2;
  if (first != 'l' && first != 'v' && first != 'r') return 0;
  if (left == 2) return ends_text ? 0 : -1;
  return text[2] == (first == 'l' ? 'l' : 'e') ? 3 : 0;
}

// Corrects the starts of a block for its contractions.
static inline uint64_t lp_contractions(
    uint64_t starts, uint64_t candidates, const uint8_t *text, size_t left, int ends_text, lp_carry *carry) {
  while (candidates) {
    int place = __builtin_ctzll(candidates);
    candidates &= candidates - 1;
    int length = lp_contraction(text + place, left - (size_t)place, ends_text);
    if (length == 0) continue;
    // The letters start nothing; what follows them does. Both may lie in the next block.
    if (place + 1 < 64) starts &= ~(1ull << (place + 1));
    else carry->unmade |= 1;
    if (length < 0) continue;
    if (place + length < 64) starts |= 1ull << (place + length);
    else carry->made |= 1ull << (place + length - 64);
  }
  return starts;
}

// The starts in a block, given the blocks before and after it.
static inline uint64_t lp_starts(
    const lp_block *block, const lp_block *next, int is_first, const uint8_t *text, size_t left, int ends_text,
    lp_carry *carry) {
  uint64_t other = block->valid & ~(block->letter | block->number | block->space);
  uint64_t same = (block->letter & (block->letter << 1 | carry->letter))
      | (block->number & (block->number << 1 | carry->number)) | (other & (other << 1 | carry->other));
  uint64_t starts = block->valid & ~block->space & ~same & ~(block->blank << 1 | carry->blank);
  starts |= block->space & ~(block->space << 1 | carry->space);
  uint64_t text_follows = ~(block->space >> 1 | next->space << 63) & (block->valid >> 1 | next->valid << 63);
  starts |= lp_space_starts(block, next, block->space & text_follows);
  starts = (starts & ~carry->unmade) | carry->made | (uint64_t)is_first;
  *carry = (lp_carry){
      block->letter >> 63, block->number >> 63, other >> 63, block->space >> 63, block->blank >> 63, 0, 0};
  uint64_t candidates = block->apostrophe & starts;
  if (candidates) starts = lp_contractions(starts, candidates, text, left, ends_text, carry);
  return starts & block->valid;
}

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

static size_t lp_scan(
    const uint8_t *text, size_t count, int ends_text, const uint8_t *classes, ptrdiff_t origin, ptrdiff_t *ends,
    size_t capacity) {
  if (count == 0) return 0;
  lp_carry carry = {0, 0, 0, 0, 0, 0, 0};
  lp_block block = lp_classify(text, count, classes, NULL), next;
  size_t found = 0;
  for (size_t base = 0; base < count; base += LP_TEXT_BLOCK, block = next) {
    if (found + LP_TEXT_BLOCK >= capacity) return found;
    size_t left = count - base;
    if (left > LP_TEXT_BLOCK) {
      next = lp_classify(text + base + LP_TEXT_BLOCK, left - LP_TEXT_BLOCK, classes, &block);
    } else {
      next = (lp_block){0};
    }
    uint64_t starts = lp_starts(&block, &next, base == 0, text + base, left, ends_text, &carry);
    if (base == 0) starts &= ~1ull;
    found += lp_places(starts, origin + (ptrdiff_t)base, ends + found);
  }
  if (ends_text) ends[found++] = origin + (ptrdiff_t)count;
  return found;
}
