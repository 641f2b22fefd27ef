// o200k's pattern a character at a time, as a regular expression engine takes it: for the few places that a block's bits
// do not decide. `o200k.h` has the pattern.

#ifndef LETTERPRESS_CTEXT_O200K_EXACT_H
#define LETTERPRESS_CTEXT_O200K_EXACT_H

#include "carry.h"

// The text from the start of a pretoken on, and what its characters are beside the classes of the table.
typedef struct {
  const lp_place *place;
  // Whether an answer would take more text than there is.
  int is_undecided;
} lp_exact;

enum { LP_EXACT_END = -1, LP_EXACT_NEWLINE = -2 };

// The class of the character at a place; a line break and the end have their own.
static inline int lp_exact_class(lp_exact *exact, size_t at, int *length) {
  const lp_place *place = exact->place;
  *length = 1;
  if (at >= place->left) {
    if (!place->ends_text) exact->is_undecided = 1;
    return LP_EXACT_END;
  }
  if (place->text[at] == '\n' || place->text[at] == '\r') return LP_EXACT_NEWLINE;
  return lp_character_class(place->text + at, place->left - at, place->classes, length);
}

static inline int lp_is_lower_like(int class) {
  return class == LP_TEXT_LOWER || class == LP_TEXT_LETTER || class == LP_TEXT_MARK;
}

static inline int lp_is_upper_like(int class) {
  return class == LP_TEXT_UPPER || class == LP_TEXT_LETTER || class == LP_TEXT_MARK;
}

static inline int lp_is_other_like(int class) { return class == LP_TEXT_OTHER || class == LP_TEXT_MARK; }

// Where the characters that `is_one` accepts end.
static inline size_t lp_exact_run(lp_exact *exact, size_t at, int (*is_one)(int)) {
  int length;
  while (is_one(lp_exact_class(exact, at, &length))) at += (size_t)length;
  return at;
}

// `U*l+` at a place: its end, or 0. The upper ones give back until a lower one follows: those without case are both.
static inline size_t lp_exact_ends_lower(lp_exact *exact, size_t at) {
  size_t last = 0;
  int class, length;
  while (lp_is_upper_like(class = lp_exact_class(exact, at, &length))) {
    at += (size_t)length;
    if (class != LP_TEXT_UPPER) last = at;
  }
  return class == LP_TEXT_LOWER ? lp_exact_run(exact, at, lp_is_lower_like) : last;
}

// `U+l*` at a place where `U*l+` is not: its end, or 0.
static inline size_t lp_exact_starts_upper(lp_exact *exact, size_t at) {
  size_t end = lp_exact_run(exact, at, lp_is_upper_like);
  return end > at ? end : 0;
}

// The word at the start of the text with what it takes along: its end, or 0. `first` is the class of the first character
// and `length` its length.
static inline size_t lp_exact_word(lp_exact *exact, int first, size_t length) {
  int is_prefix = lp_is_other_like(first) || first == LP_TEXT_SPACE;
  size_t end = is_prefix ? lp_exact_ends_lower(exact, length) : 0;
  if (!end) end = lp_exact_ends_lower(exact, 0);
  if (!end && is_prefix) end = lp_exact_starts_upper(exact, length);
  if (!end) end = lp_exact_starts_upper(exact, 0);
  const lp_place *place = exact->place;
  if (!end || end >= place->left || place->text[end] != '\'') return end;
  int contraction = lp_any_case_contraction(place->text + end, place->left - end, place->ends_text);
  if (contraction < 0) exact->is_undecided = 1;
  return contraction > 0 ? end + (size_t)contraction : end;
}

// White space at the start of the text: its end.
static inline size_t lp_exact_space(lp_exact *exact) {
  size_t at = 0, last = 0, newline = 0;
  int class, length;
  while ((class = lp_exact_class(exact, at, &length)) == LP_TEXT_SPACE || class == LP_EXACT_NEWLINE) {
    last = at;
    at += (size_t)length;
    if (class == LP_EXACT_NEWLINE) newline = at;
  }
  if (newline) return newline;
  return class == LP_EXACT_END || last == 0 ? at : last;
}

// Where the pretoken ends that begins the text; 0 if more text could change that.
static __attribute__((noinline)) size_t lp_o200k_end(const lp_place *place) {
  lp_exact exact = {place, 0};
  int length, class = lp_exact_class(&exact, 0, &length);
  size_t end = 0;
  if (class == LP_TEXT_NUMBER) {
    for (int digits = 0; digits < 3 && class == LP_TEXT_NUMBER; digits++) {
      end += (size_t)length;
      if (digits < 2) class = lp_exact_class(&exact, end, &length);
    }
  } else if (class != LP_EXACT_NEWLINE) {
    end = lp_exact_word(&exact, class, (size_t)length);
  }
  if (!end) {
    size_t from = place->text[0] == ' ' ? 1 : 0;
    end = lp_exact_run(&exact, from, lp_is_other_like);
    if (end > from) {
      while ((class = lp_exact_class(&exact, end, &length)) == LP_EXACT_NEWLINE
             || (class == LP_TEXT_OTHER && place->text[end] == '/')) {
        end++;
      }
    } else {
      end = lp_exact_space(&exact);
    }
  }
  return exact.is_undecided ? 0 : end;
}

#endif
