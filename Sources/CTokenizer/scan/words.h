// The patterns of GPT-4 and of those that took after it, on 64 bits at a time; K is 1, 2 or 3:
//
//     '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,K}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//
// GPT-4's own has `\s++$` before the line breaks: white space that ends the text is one pretoken.
//
// With a bit for each byte that is a letter, number, space or other, a pretoken starts
//
//     at a letter         that is the first of its run, unless the character before goes with it: white space that is no
//                         line break, or a lone other (neither beside an other nor behind a blank)
//     at a number         that is the first of its group of K
//     at an other         that is the first of its run, unless a blank is before it
//     at a space          that is the first of its run; line breaks right behind an other belong to that and do not count
//                         after the last line break of a run, unless it is the run's end
//                         that is the last of its run, if text follows and it is no line break
//     after a contraction which begins with a lone apostrophe

#ifndef LETTERPRESS_CTEXT_WORDS_H
#define LETTERPRESS_CTEXT_WORDS_H

#include "carry.h"

// Corrects the starts of a block for its contractions. Their letters start nothing anyway.
static inline uint64_t lp_words_contractions(
    uint64_t starts, uint64_t candidates, const lp_place *place, lp_carry *carry) {
  while (candidates) {
    int at = __builtin_ctzll(candidates);
    candidates &= candidates - 1;
    int length = lp_any_case_contraction(place->text + at, place->left - (size_t)at, place->ends_text);
    if (length > 0) starts = lp_contract(starts, at, length, carry);
  }
  return starts;
}

// The starts in a block, given the blocks before and after it.
static inline __attribute__((always_inline)) uint64_t lp_words_starts(
    int pattern, const lp_block *block, const lp_block *next, const lp_place *place, lp_carry *carry) {
  int longest = pattern == LP_PATTERN_QWEN2 ? 1 : pattern == LP_PATTERN_DIGITS2 ? 2 : 3;
  uint64_t letter = block->letter, number = block->number, space = block->space, newline = block->newline;
  uint64_t text = block->valid & ~space, other = text & ~(letter | number), gap = space & ~newline;
  uint64_t swallowed = lp_swallowed(block, other, carry), own = space & ~swallowed;
  uint64_t lone = lp_lone(block, other, 0, carry);

  uint64_t starts = letter & ~lp_after(letter | gap | lone, carry->letter | carry->gap | carry->lone);
  starts |= other & ~lp_after(other | block->blank, carry->other | carry->blank);
  starts |= own & ~lp_after(own, carry->space);
  starts |= lp_last_before(block, gap, text, next->valid & ~next->space, LP_TEXT_SPACE);
  if (gap & lp_after(newline, carry->newline)) {
    starts |= lp_after_last_newline(block, gap, place, carry, pattern != LP_PATTERN_GPT4);
  }
  int digits = carry->digits;
  if (number) {
    starts |= lp_digit_groups(block, longest, carry);
    digits = carry->digits;
  }
  starts = (starts & ~carry->unmade) | carry->made;
  *carry = (lp_carry){
      .letter = letter >> 63, .number = number >> 63, .other = other >> 63, .space = own >> 63,
      .blank = block->blank >> 63, .newline = newline >> 63, .gap = gap >> 63, .lone = lone >> 63,
      .swallows = (other | swallowed) >> 63, .digits = digits};
  uint64_t candidates = block->apostrophe & lone & (letter >> 1 | next->letter << 63);
  if (candidates) starts = lp_words_contractions(starts, candidates, place, carry);
  return starts;
}

#endif
