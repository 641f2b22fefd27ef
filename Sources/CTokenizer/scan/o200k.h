// o200k's pattern on 64 bits at a time, where U is `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`, l is `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`,
// and C is `(?i:'s|'t|'re|'ve|'m|'ll|'d)`:
//
//     [^\r\n\p{L}\p{N}]?U*l+C?|[^\r\n\p{L}\p{N}]?U+l*C?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
//
// The rules are those of `words.h`, with marks among the letters, and
//
//     at an upper letter      that follows a lower one
//     after a contraction     which follows letters, and belongs to their pretoken
//
// Some places are doubtful, since it takes more than the neighbours to tell: an upper letter behind one without case,
// which is of both kinds; a mark that follows no letter, which other characters take along; a slash behind a line break
// that other characters took along; an apostrophe behind a contraction. There `o200k_exact.h` goes on for a while.

#ifndef LETTERPRESS_CTEXT_O200K_H
#define LETTERPRESS_CTEXT_O200K_H

#include "carry.h"

// Corrects the starts of a block for its contractions.
static inline uint64_t lp_o200k_contractions(
    uint64_t starts, uint64_t candidates, const lp_place *place, lp_carry *carry, uint64_t *doubtful) {
  while (candidates) {
    int at = __builtin_ctzll(candidates);
    candidates &= candidates - 1;
    int length = lp_any_case_contraction(place->text + at, place->left - (size_t)at, place->ends_text);
    if (length == 0) continue;
    starts = lp_contract(starts & ~(1ull << at), at, length, carry);
    if (length < 0 || (size_t)(at + length) >= place->left || place->text[at + length] != '\'') continue;
    if (at + length < 64) *doubtful |= 1ull << (at + length);
    else carry->doubtful |= 1ull << (at + length - 64);
  }
  return starts;
}

// The starts in a block, given the blocks before and after it, if nothing is doubtful.
static inline __attribute__((always_inline)) uint64_t lp_o200k_starts(
    const lp_block *block, const lp_block *next, const lp_place *place, lp_carry *carry, uint64_t *doubtful) {
  uint64_t word = block->letter | block->mark, caseless = word & ~(block->upper | block->lower);
  uint64_t number = block->number, space = block->space, newline = block->newline;
  uint64_t text = block->valid & ~space, other = text & ~(word | number), gap = space & ~newline;
  uint64_t swallowed = lp_swallowed(block, other, carry), own = space & ~swallowed;
  uint64_t lone = lp_lone(block, other, 0, carry), first = ~block->continuing;

  uint64_t starts = word & ~lp_after(word | gap | lone, carry->letter | carry->gap | carry->lone);
  starts |= block->upper & first & lp_after(block->lower, carry->lower);
  starts |= other & ~lp_after(other | block->blank, carry->other | carry->blank);
  starts |= own & ~lp_after(own, carry->space);
  starts |= lp_last_before(block, gap, text, next->valid & ~next->space, LP_TEXT_SPACE);
  if (gap & lp_after(newline, carry->newline)) starts |= lp_after_last_newline(block, gap, place, carry, 1);
  int digits = carry->digits;
  if (number) {
    starts |= lp_digit_groups(block, 3, carry);
    digits = carry->digits;
  }
  *doubtful = carry->doubtful | (block->upper & first & lp_after(caseless, carry->caseless))
      | (block->mark & first & ~lp_after(word, carry->letter)) | (block->slash & lp_after(swallowed, carry->swallowed));
  starts = (starts & ~carry->unmade) | carry->made;
  uint64_t candidates = block->apostrophe & lp_after(word, carry->letter);
  *carry = (lp_carry){
      .letter = word >> 63, .lower = block->lower >> 63, .caseless = caseless >> 63, .number = number >> 63,
      .other = other >> 63, .space = own >> 63, .blank = block->blank >> 63, .newline = newline >> 63,
      .gap = gap >> 63, .lone = lone >> 63, .swallows = (other | swallowed) >> 63, .swallowed = swallowed >> 63,
      .digits = digits};
  if (candidates) starts = lp_o200k_contractions(starts, candidates, place, carry, doubtful);
  return starts;
}

#endif
