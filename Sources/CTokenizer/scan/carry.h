// What one block hands to the next, and rules that several patterns share.

#ifndef LETTERPRESS_CTEXT_CARRY_H
#define LETTERPRESS_CTEXT_CARRY_H

#include "block.h"
#include "contraction.h"

// Zero at the start of a text, where nothing comes before.
typedef struct {
  // What the block's last byte is, in bit 0.
  uint64_t letter, lower, caseless, number, other, space, blank, newline, gap, ideograph, unmatched;
  // Whether the last byte belongs to a lone character, and to one of ASCII: see `lp_lone`.
  uint64_t lone, lone_ascii;
  // Whether the last byte belongs to letters of ASCII after such a one.
  uint64_t joined;
  // Whether a line break that follows at once belongs to the pretoken of the last byte; whether the last byte is such a
  // line break.
  uint64_t swallows, swallowed;
  // How many digits the last group has, if the last byte is one.
  int digits;
  // Starts that a contraction at the end of the block makes and unmakes in the next one, and places there to be looked at.
  uint64_t made, unmade, doubtful;
} lp_carry;

// Each byte's neighbour before it.
static inline uint64_t lp_after(uint64_t bytes, uint64_t carried) { return bytes << 1 | carried; }

// The bytes of `set` that follow bytes of `seeds` without a gap, the seeds being the first of their runs in `set`.
static inline uint64_t lp_runs(uint64_t set, uint64_t seeds) { return set & ~(set + seeds); }

// Line breaks that belong to the pretoken before them, which ends with other characters.
static inline uint64_t lp_swallowed(const lp_block *block, uint64_t other, const lp_carry *carry) {
  return lp_runs(block->newline, block->newline & lp_after(other, carry->swallows));
}

// The bytes of other characters that stand alone, neither beside another one nor behind a blank, which would take them
// along: such a one is taken along by the word that follows it. At an `edge` nothing counts that comes before.
static inline uint64_t lp_lone(const lp_block *block, uint64_t other, uint64_t edge, const lp_carry *carry) {
  uint64_t beside = lp_after(other | block->blank, carry->other | carry->blank) & ~edge;
  uint64_t lone = other & ~block->continuing & ~beside;
  if (other & block->continuing) {
    for (int i = 0; i < 3; i++) lone |= other & block->continuing & lp_after(lone, carry->lone);
  }
  return lone;
}

// Whether white space without line breaks, which begins at `text` behind one, leads to another line break; -1 if that is
// not known yet. `ends` says what the end of the text counts as.
static inline int lp_leads_to_newline(const lp_place *place, size_t from, int ends) {
  while (from < place->left) {
    int length;
    if (place->text[from] == '\n' || place->text[from] == '\r') return 1;
    if (lp_character_class(place->text + from, place->left - from, place->classes, &length) != LP_TEXT_SPACE) return 0;
    from += (size_t)length;
  }
  return place->ends_text ? ends : -1;
}

// Where the rest of white space starts, behind the last line break in it. `at_end` says whether it does at the end of
// the text.
static inline uint64_t lp_after_last_newline(
    const lp_block *block, uint64_t gap, const lp_place *place, const lp_carry *carry, int at_end) {
  uint64_t starts = 0;
  for (uint64_t places = gap & lp_after(block->newline, carry->newline); places; places &= places - 1) {
    int from = __builtin_ctzll(places);
    uint64_t rest = ~gap >> from;
    int leads;
    if (rest && (block->valid >> from >> __builtin_ctzll(rest) & 1)) {
      leads = (int)(block->newline >> from >> __builtin_ctzll(rest) & 1);
    } else {
      leads = lp_leads_to_newline(place, (size_t)from, !at_end);
    }
    if (leads == 0) starts |= 1ull << from;
  }
  return starts;
}

// Where groups of up to `longest` digits start.
static inline uint64_t lp_digit_groups(const lp_block *block, int longest, lp_carry *carry) {
  uint64_t first = block->number & ~block->continuing;
  if (longest == 1) return first;
  uint64_t starts = 0, follows = lp_after(block->number, carry->number);
  int digits = carry->digits;
  for (uint64_t places = first; places; places &= places - 1) {
    uint64_t place = places & -places;
    digits = follows & place && digits < longest ? digits + 1 : 1;
    if (digits == 1) starts |= place;
  }
  carry->digits = digits;
  return starts;
}

// Adds the start behind a contraction of `length` bytes at a place, and takes away those of its letters; of a length that
// is not known, only these.
static inline uint64_t lp_contract(uint64_t starts, int place, int length, lp_carry *carry) {
  uint64_t letters = length > 2 ? 3 : 1;
  starts &= ~(letters << place << 1);
  carry->unmade |= letters >> (63 - place);
  if (length < 0) return starts;
  if (place + length < 64) return starts | 1ull << (place + length);
  carry->made |= 1ull << (place + length - 64);
  return starts;
}

#endif
