// Contractions of English: an apostrophe and the letters that it takes along.

#ifndef LETTERPRESS_CTEXT_CONTRACTION_H
#define LETTERPRESS_CTEXT_CONTRACTION_H

#include <stddef.h>
#include <stdint.h>

// `'(?:[sdmt]|ll|ve|re)`: the length of the contraction at an apostrophe with `left` bytes from it on; 0 if there is
// none, or -1 if more text might make it one.
static inline int lp_contraction(const uint8_t *text, size_t left, int ends_text) {
  if (left < 2) return 0;
  uint8_t first = text[1];
  if (first == 's' || first == 'd' || first == 'm' || first == 't') return 2;
  if (first != 'l' && first != 'v' && first != 'r') return 0;
  if (left == 2) return ends_text ? 0 : -1;
  return text[2] == (first == 'l' ? 'l' : 'e') ? 3 : 0;
}

// `'(?i:[sdmt]|ll|ve|re)`, the same for letters of either case, of which s has a third: U+017F.
static inline int lp_any_case_contraction(const uint8_t *text, size_t left, int ends_text) {
  if (left < 2) return ends_text ? 0 : -1;
  if (text[1] == 0xC5) return left >= 3 && text[2] == 0xBF ? 3 : 0;
  uint8_t lowered[3] = {text[0], text[1] | 0x20, left > 2 ? text[2] | 0x20 : 0};
  return lp_contraction(lowered, left, ends_text);
}

#endif
