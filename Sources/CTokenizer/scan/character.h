// One character of UTF-8 that need not be well formed (Unicode 16, table 3-7: no overlong forms, no surrogates).

#ifndef LETTERPRESS_CTEXT_CHARACTER_H
#define LETTERPRESS_CTEXT_CHARACTER_H

#include <stddef.h>
#include <stdint.h>

#include "../include/CTokenizer.h"

static inline int lp_continues(uint8_t byte) { return (byte & 0xC0) == 0x80; }

// The scalar of the character at `text`, which has `left` > 0 bytes and does not start with ASCII, and its length; what
// is malformed is one byte, and the scalar that no character has.
static inline uint32_t lp_long_character(const uint8_t *text, size_t left, int *length) {
  uint32_t lead = text[0], scalar;
  *length = 1;
  if (lead < 0xE0) {
    if (lead < 0xC2 || left < 2 || !lp_continues(text[1])) return LP_TEXT_SCALARS;
    *length = 2;
    return (lead & 0x1F) << 6 | (text[1] & 0x3F);
  }
  if (left < 3 || !lp_continues(text[1]) || !lp_continues(text[2])) return LP_TEXT_SCALARS;
  uint32_t middle = (uint32_t)(text[1] & 0x3F) << 6 | (text[2] & 0x3F);
  if (lead < 0xF0) {
    scalar = (lead & 0x0F) << 12 | middle;
    if (scalar < 0x800 || scalar >> 11 == 0x1B) return LP_TEXT_SCALARS;
    *length = 3;
    return scalar;
  }
  if (lead >= 0xF5 || left < 4 || !lp_continues(text[3])) return LP_TEXT_SCALARS;
  scalar = (lead & 0x07) << 18 | middle << 6 | (text[3] & 0x3F);
  if (scalar < 0x10000 || scalar > 0x10FFFF) return LP_TEXT_SCALARS;
  *length = 4;
  return scalar;
}

// The class of any character, and its length.
static inline int lp_character_class(const uint8_t *text, size_t left, const uint8_t *classes, int *length) {
  if (text[0] < 0x80) {
    *length = 1;
    return classes[text[0]];
  }
  return classes[lp_long_character(text, left, length)];
}

#endif
