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
// The pattern `whitespace` is the same with one class of text and no contractions:
//
//     ` ?\S+|\s+(?!\S)|\s+`

#ifndef LETTERPRESS_CTEXT_GPT2_H
#define LETTERPRESS_CTEXT_GPT2_H

#include "carry.h"

// Corrects the starts of a block for its contractions.
static inline uint64_t lp_gpt2_contractions(
    uint64_t starts, uint64_t candidates, const lp_place *place, lp_carry *carry) {
  while (candidates) {
    int at = __builtin_ctzll(candidates);
    candidates &= candidates - 1;
    int length = lp_contraction(place->text + at, place->left - (size_t)at, place->ends_text);
    if (length != 0) starts = lp_contract(starts, at, length, carry);
  }
  return starts;
}

// The starts in a block, given the blocks before and after it.
static inline __attribute__((always_inline)) uint64_t lp_gpt2_starts(
    int pattern, const lp_block *block, const lp_block *next, const lp_place *place, lp_carry *carry) {
  int has_classes = pattern == LP_PATTERN_GPT2;
  uint64_t letter = has_classes ? block->letter : 0, number = has_classes ? block->number : 0;
  uint64_t text = block->valid & ~block->space, other = text & ~(letter | number);
  uint64_t same = (letter & lp_after(letter, carry->letter)) | (number & lp_after(number, carry->number))
      | (other & lp_after(other, carry->other));
  uint64_t starts = text & ~same & ~lp_after(block->blank, carry->blank);
  starts |= block->space & ~lp_after(block->space, carry->space);
  starts |= lp_last_before(block, block->space, text, next->valid & ~next->space, LP_TEXT_SPACE);
  starts = (starts & ~carry->unmade) | carry->made;
  *carry = (lp_carry){
      .letter = letter >> 63, .number = number >> 63, .other = other >> 63, .space = block->space >> 63,
      .blank = block->blank >> 63};
  uint64_t candidates = block->apostrophe & starts;
  if (has_classes && candidates) starts = lp_gpt2_contractions(starts, candidates, place, carry);
  return starts;
}

#endif
