// What the bytes of a block are, one bit a byte, the first byte in the lowest bit. Bytes from 0x80 on are only `high`.

#ifndef LETTERPRESS_CTEXT_ASCII_H
#define LETTERPRESS_CTEXT_ASCII_H

#include <stdint.h>

// What a pattern does not ask for is not computed: everything that takes one of these is inlined.
typedef struct {
  /// A-Z and a-z; those from a on alone; 0-9; tab to carriage return, and the space.
  uint64_t letter, lower, number, space;
  /// The space alone; line feed and carriage return; the apostrophe; the slash.
  uint64_t blank, newline, apostrophe, slash;
  /// From the exclamation mark to the tilde.
  uint64_t visible;
  /// Parts of longer characters, or of none.
  uint64_t high;
} lp_ascii;

#endif
