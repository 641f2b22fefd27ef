// A block of 64 bytes, classified with all of Unicode.

#ifndef LETTERPRESS_CTEXT_BLOCK_H
#define LETTERPRESS_CTEXT_BLOCK_H

#include "ascii.h"
#include "character.h"

typedef struct {
  // All bytes of characters of a class; what is valid and none of these is `other`.
  uint64_t letter, number, space;
  uint64_t blank, apostrophe;
  // Bytes of the text, rather than what lies behind its end.
  uint64_t valid;
  // Bytes of spaces that have more than one, and the first byte of each.
  uint64_t long_space, long_space_start;
  // The class of a character that goes on in the next block, and how many of its bytes lie there.
  int straddler, straddling;
} lp_block;

// Adds bytes of one class, of characters outside ASCII.
static inline void lp_add_bytes(lp_block *block, int class, uint64_t bytes) {
  if (class == LP_TEXT_LETTER) {
    block->letter |= bytes;
  } else if (class == LP_TEXT_NUMBER) {
    block->number |= bytes;
  } else if (class == LP_TEXT_SPACE) {
    block->space |= bytes;
    block->long_space |= bytes;
  }
}

// Adds characters outside ASCII, whose bytes are `high`.
static inline void lp_add_long_characters(
    lp_block *block, uint64_t high, const uint8_t *text, size_t left, const uint8_t *classes) {
  while (high) {
    int place = __builtin_ctzll(high);
    int length;
    int class = lp_character_class(text + place, left - (size_t)place, classes, &length);
    uint64_t bytes = ((1ull << length) - 1) << place;
    high &= ~bytes;
    lp_add_bytes(block, class, bytes);
    if (class == LP_TEXT_SPACE) block->long_space_start |= 1ull << place;
    if (place + length > 64) {
      block->straddler = class;
      block->straddling = place + length - 64;
    }
  }
}

// The block of which `left` bytes, or 64, are text; `before` is the block before it, or NULL at the start.
static inline lp_block lp_classify(
    const uint8_t *text, size_t left, const uint8_t *classes, const lp_block *before) {
  lp_ascii ascii = lp_classify_ascii(text);
  uint64_t valid = left < 64 ? (1ull << left) - 1 : ~0ull;
  lp_block block = {
      .letter = ascii.letter & valid, .number = ascii.number & valid, .space = ascii.space & valid,
      .blank = ascii.blank & valid, .apostrophe = ascii.apostrophe & valid, .valid = valid};
  uint64_t high = ascii.high & valid;
  if (high) {
    // Empty if nothing straddles.
    uint64_t rest = before ? (1ull << before->straddling) - 1 : 0;
    if (rest) lp_add_bytes(&block, before->straddler, rest);
    lp_add_long_characters(&block, high & ~rest, text, left, classes);
  }
  return block;
}

// Where the characters start whose last bytes `last` marks: spaces that text follows. Of one that goes on in the next
// block, this block reports the start.
static inline uint64_t lp_space_starts(const lp_block *block, const lp_block *next, uint64_t last) {
  uint64_t starts = last & ~block->long_space;
  for (uint64_t places = last & block->long_space; places; places &= places - 1) {
    uint64_t before = block->long_space_start & ~0ull >> (63 - __builtin_ctzll(places));
    if (before) starts |= 1ull << (63 - __builtin_clzll(before));
  }
  if (block->straddling && block->straddler == LP_TEXT_SPACE
      && next->valid & ~next->space & 1ull << block->straddling) {
    starts |= 1ull << (63 - __builtin_clzll(block->long_space_start));
  }
  return starts;
}

#endif
