// Cuts bytes that arrive piece by piece into blocks, and pads the last one.
//
//     message  1  0 … 0  length in bits      FIPS 180-4, 5.1.1: up to a whole number of blocks
//              8  ≥ 0    64 bits

#include "include/CSHA256.h"

#include <string.h>

lp_sha256 lp_sha256_begin(const lp_sha256_code *code) {
  // The first 32 bits of the fractional parts of the square roots of the first eight primes.
  lp_sha256 hash = {
      .code = code,
      .state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
  return hash;
}

void lp_sha256_update(lp_sha256 *hash, const void *bytes, size_t count) {
  const uint8_t *next = bytes;
  size_t kept = hash->length % LP_SHA256_BLOCK;
  hash->length += count;
  if (kept > 0) {
    size_t wanted = LP_SHA256_BLOCK - kept;
    if (count < wanted) wanted = count;
    memcpy(hash->rest + kept, next, wanted);
    next += wanted;
    count -= wanted;
    if (kept + wanted < LP_SHA256_BLOCK) return;
    hash->code->compress(hash->state, hash->rest, 1);
  }
  size_t blocks = count / LP_SHA256_BLOCK;
  if (blocks > 0) hash->code->compress(hash->state, next, blocks);
  memcpy(hash->rest, next + blocks * LP_SHA256_BLOCK, count % LP_SHA256_BLOCK);
}

void lp_sha256_digest(const lp_sha256 *hash, uint8_t *digest) {
  uint32_t state[8];
  uint8_t last[2 * LP_SHA256_BLOCK] = {0};
  size_t kept = hash->length % LP_SHA256_BLOCK;
  size_t blocks = kept + 1 + 8 <= LP_SHA256_BLOCK ? 1 : 2;
  memcpy(state, hash->state, sizeof state);
  memcpy(last, hash->rest, kept);
  last[kept] = 0x80;
  for (int i = 0; i < 8; i++) last[blocks * LP_SHA256_BLOCK - 1 - i] = (uint8_t)(hash->length << 3 >> 8 * i);
  hash->code->compress(state, last, blocks);
  for (int i = 0; i < LP_SHA256_DIGEST; i++) digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
}
