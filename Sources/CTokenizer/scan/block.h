// A block of 64 bytes, classified with all of Unicode.

#ifndef LETTERPRESS_CTEXT_BLOCK_H
#define LETTERPRESS_CTEXT_BLOCK_H

#include "ascii.h"
#include "character.h"

typedef struct {
  // All bytes of characters of a class; what is valid and of none is `other`. A letter that has a case is a letter too;
  // an ideograph is of another class beside.
  uint64_t letter, upper, lower, mark, number, space, unmatched, ideograph;
  // Characters of ASCII.
  uint64_t blank, newline, apostrophe, slash, ascii_letter, ascii_other;
  // Bytes of the text, rather than what lies behind its end.
  uint64_t valid;
  // Bytes of characters after their first.
  uint64_t continuing;
  // The class of a character that goes on in the next block, and how many of its bytes lie there.
  int straddler, straddling;
} lp_block;

// Where a block lies.
typedef struct {
  // Its first byte, and how many there are from it on.
  const uint8_t *text;
  size_t left;
  // Whether the text is over after them.
  int ends_text;
  const uint8_t *classes;
} lp_place;

// Adds bytes of one class, of characters outside ASCII.
static inline void lp_add_bytes(lp_block *block, int class, uint64_t bytes) {
  switch (class) {
    case LP_TEXT_LETTER: block->letter |= bytes; break;
    case LP_TEXT_UPPER: block->letter |= bytes; block->upper |= bytes; break;
    case LP_TEXT_LOWER: block->letter |= bytes; block->lower |= bytes; break;
    case LP_TEXT_MARK: block->mark |= bytes; break;
    case LP_TEXT_NUMBER: block->number |= bytes; break;
    case LP_TEXT_SPACE: block->space |= bytes; break;
    case LP_TEXT_UNMATCHED: block->unmatched |= bytes; break;
    case LP_TEXT_IDEOGRAPH: block->ideograph |= bytes; block->letter |= bytes; break;
    case LP_TEXT_IDEOGRAPH_OTHER: block->ideograph |= bytes; break;
    case LP_TEXT_IDEOGRAPH_UNMATCHED: block->ideograph |= bytes; block->unmatched |= bytes; break;
    default: break;
  }
}

// Adds characters outside ASCII, whose bytes are `high`.
static inline void lp_add_long_characters(lp_block *block, uint64_t high, const lp_place *place) {
  while (high) {
    int first = __builtin_ctzll(high), length;
    int class = place->classes[lp_long_character(place->text + first, place->left - (size_t)first, &length)];
    uint64_t bytes = ((1ull << length) - 1) << first;
    high &= ~bytes;
    lp_add_bytes(block, class, bytes);
    block->continuing |= bytes & ~(1ull << first);
    if (first + length > 64) {
      block->straddler = class;
      block->straddling = first + length - 64;
    }
  }
}

// The block at a place; `before` is the block before it, or NULL at the start. Of a pattern that asks for what cannot be
// matched (`has_unmatched`), that is what ASCII does not show.
static inline __attribute__((always_inline)) lp_block lp_classify(
    const lp_place *place, const lp_block *before, int has_unmatched) {
  lp_ascii ascii = lp_classify_ascii(place->text);
  uint64_t valid = place->left < 64 ? (1ull << place->left) - 1 : ~0ull;
  uint64_t high = ascii.high & valid;
  lp_block block = {
      .letter = ascii.letter & valid, .upper = ascii.letter & ~ascii.lower & valid, .lower = ascii.lower & valid,
      .number = ascii.number & valid, .space = ascii.space & valid, .blank = ascii.blank & valid,
      .newline = ascii.newline & valid, .apostrophe = ascii.apostrophe & valid, .slash = ascii.slash & valid,
      .ascii_letter = ascii.letter & valid,
      .ascii_other = ascii.visible & ~(ascii.letter | ascii.number) & valid,
      .unmatched = has_unmatched ? valid & ~(ascii.visible | ascii.space | ascii.high) : 0, .valid = valid};
  if (high) {
    // Empty if nothing straddles.
    uint64_t rest = before ? (1ull << before->straddling) - 1 : 0;
    if (rest) lp_add_bytes(&block, before->straddler, rest);
    block.continuing = rest;
    lp_add_long_characters(&block, high & ~rest, place);
  }
  return block;
}

// The first bytes of the characters whose last bytes `last` marks. One that began in the block before is left out.
static inline uint64_t lp_first_bytes(const lp_block *block, uint64_t last) {
  uint64_t first = last & ~block->continuing;
  for (uint64_t places = last & block->continuing; places; places &= places - 1) {
    uint64_t before = ~block->continuing & ~0ull >> (63 - __builtin_ctzll(places));
    if (before) first |= 1ull << (63 - __builtin_clzll(before));
  }
  return first;
}

// Where the characters start that are the last ones of `run` before something of `follows`, of which each block knows its
// own; `class` is that of the run's characters outside ASCII. Of one that goes on in the next block, this block reports
// the start.
static inline uint64_t lp_last_before(
    const lp_block *block, uint64_t run, uint64_t follows, uint64_t follows_next, int class) {
  uint64_t starts = lp_first_bytes(block, run & (follows >> 1 | follows_next << 63));
  if (block->straddling && block->straddler == class && follows_next & 1ull << block->straddling) {
    starts |= 1ull << (63 - __builtin_clzll(~block->continuing));
  }
  return starts;
}

#endif
