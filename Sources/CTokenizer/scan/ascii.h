// What the bytes of a block are, one bit a byte, the first byte in the lowest bit. Bytes from 0x80 on are only `high`.

#ifndef LETTERPRESS_CTEXT_ASCII_H
#define LETTERPRESS_CTEXT_ASCII_H

#include <stdint.h>

typedef struct {
  /// A-Z and a-z; 0-9; tab to carriage return, and the space.
  uint64_t letter, number, space;
  /// The space alone; the apostrophe.
  uint64_t blank, apostrophe;
  /// Parts of longer characters, or of none.
  uint64_t high;
} lp_ascii;

#endif
