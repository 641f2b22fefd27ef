// The patterns that DeepSeek's tokenizer cuts by, one after another, on 64 bits at a time. P is `[\p{P}\p{S}]`:
//
//     \p{N}{1,3}
//     [一-龥぀-ゟ゠-ヿ]+
//     [!-/:-~][A-Za-z]+|[^\r\n\p{L}P]?[\p{L}\p{M}]+| ?P+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//
// where `[!-/:-~]` leaves out letters. What a pattern cuts out, and what lies between, is a text of its own for the next,
// so nothing goes across the edge between two; what nothing matches (control characters, what is not assigned) is a
// pretoken as a whole, but for the last character before letters, which is theirs. So the rules are those of `words.h` but
// for these:
//
//     an edge                             is a start; white space before it is not divided
//     a lone other of ASCII               goes with letters of ASCII only, and these end where others begin
//     a lone other beyond ASCII           goes with no letter
//     what is not matched                 starts where its run does, and at its last character if letters follow

#ifndef LETTERPRESS_CTEXT_DEEPSEEK_H
#define LETTERPRESS_CTEXT_DEEPSEEK_H

#include "carry.h"

// The starts in a block, given the blocks before and after it.
static inline __attribute__((always_inline)) uint64_t lp_deepseek_starts(
    const lp_block *block, const lp_block *next, const lp_place *place, lp_carry *carry) {
  uint64_t letter = block->letter, number = block->number, space = block->space, newline = block->newline;
  uint64_t unmatched = block->unmatched, ideograph = block->ideograph, gap = space & ~newline;
  uint64_t other = block->valid & ~(letter | number | space | unmatched);
  uint64_t edge = (ideograph ^ lp_after(ideograph, carry->ideograph)) & block->valid;
  uint64_t swallowed = lp_swallowed(block, other & ~ideograph, carry), own = space & ~swallowed;
  uint64_t lone = lp_lone(block, other, edge, carry) & block->ascii_other, ascii = block->ascii_letter;
  uint64_t joined = lp_runs(ascii, ascii & lp_after(lone, carry->lone | carry->joined));

  uint64_t taken = gap | unmatched, carried = carry->gap | carry->unmatched;
  uint64_t starts = edge | (letter & ~lp_after(letter | taken, carry->letter | carried) & ~joined);
  starts |= letter & ~ascii & lp_after(joined, carry->joined);
  starts |= unmatched & ~lp_after(unmatched, carry->unmatched);
  starts |= other & ~lp_after(other | block->blank, carry->other | carry->blank);
  starts |= own & ~lp_after(own, carry->space);
  starts |= lp_last_before(
      block, gap, (letter | other | unmatched) & ~ideograph,
      next->valid & ~(next->space | next->number | next->ideograph), LP_TEXT_SPACE);
  starts |= lp_last_before(
      block, unmatched & ~ideograph, letter & ~ideograph, next->letter & ~next->ideograph, LP_TEXT_UNMATCHED);
  starts |= lp_last_before(
      block, unmatched & ideograph, letter & ideograph, next->letter & next->ideograph, LP_TEXT_IDEOGRAPH_UNMATCHED);
  if (gap & lp_after(newline, carry->newline)) starts |= lp_after_last_newline(block, gap, place, carry, 1);
  int digits = carry->digits;
  if (number) {
    starts |= lp_digit_groups(block, 3, carry);
    digits = carry->digits;
  }
  *carry = (lp_carry){
      .letter = letter >> 63, .number = number >> 63, .other = other >> 63, .space = own >> 63,
      .blank = block->blank >> 63, .newline = newline >> 63, .gap = gap >> 63, .ideograph = ideograph >> 63,
      .unmatched = unmatched >> 63, .lone = lone >> 63, .joined = joined >> 63,
      .swallows = ((other & ~ideograph) | swallowed) >> 63, .digits = digits};
  return starts;
}

#endif
