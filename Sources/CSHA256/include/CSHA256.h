// SHA-256 (FIPS 180-4), with the instructions that a processor has for it where it has them.
//
// Only `Formats` calls it. No function allocates or keeps state; every one may run on many threads at once, each with a
// hash of its own.

#ifndef LETTERPRESS_CSHA256_H
#define LETTERPRESS_CSHA256_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

enum { LP_SHA256_BLOCK = 64, LP_SHA256_DIGEST = 32 };

/// The compression function of one instruction set.
typedef struct {
  const char *name;
  /// Takes `count` blocks of 64 bytes, one after another, into the eight words of the state. Any alignment.
  void (*compress)(uint32_t *state, const uint8_t *blocks, size_t count);
} lp_sha256_code;

/// The code called `sha-ni`, `armv8`, `x86-64-v3` or `portable`; NULL if this machine does not run it.
const lp_sha256_code *_Nullable lp_sha256_code_named(const char *name);

/// A hash that has seen `length` bytes. It is a plain value: a copy goes on by itself.
typedef struct {
  const lp_sha256_code *code;
  uint64_t length;
  uint32_t state[8];
  /// The last length % 64 bytes, which are not in `state` yet.
  uint8_t rest[LP_SHA256_BLOCK];
} lp_sha256;

/// A hash that has seen nothing.
lp_sha256 lp_sha256_begin(const lp_sha256_code *code);

/// Adds bytes. FIPS 180-4 ends at 2^64 bits, 2 EiB, and so does this: out of reach, and not checked.
void lp_sha256_update(lp_sha256 *hash, const void *bytes, size_t count);

/// Writes the digest of all bytes so far; the hash stays as it is.
void lp_sha256_digest(const lp_sha256 *hash, uint8_t *digest);

#pragma clang assume_nonnull end

#endif
