// AVX2 and BMI2 on x86-64, for processors without instructions for SHA-256.
//
// The words of two blocks are made side by side, four of each in a vector, and the rounds take them from memory: those
// of one block while the words of the next rounds are made, those of the other afterwards.

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2"))), apply_to = function)

#include <immintrin.h>
#include <string.h>

#include "../constants.h"
#include "../include/CSHA256.h"
#include "../rounds.h"

static inline __m256i lp_rotated_each(__m256i words, int bits) {
  return _mm256_or_si256(_mm256_srli_epi32(words, bits), _mm256_slli_epi32(words, 32 - bits));
}

// Two words, each of which stands twice in 64 bits, so that a shift is a rotation; the results are the lower halves.
static inline __m256i lp_late(__m256i twice) {
  return _mm256_xor_si256(
      _mm256_xor_si256(_mm256_srli_epi64(twice, 17), _mm256_srli_epi64(twice, 19)), _mm256_srli_epi32(twice, 10));
}

// Words 16 to 19 of a message after its words 0 to 15. The last two depend on the first two.
static inline __m256i lp_next(__m256i w0, __m256i w1, __m256i w2, __m256i w3) {
  const __m256i low = _mm256_set_epi64x(-1, 0x0b0a090803020100, -1, 0x0b0a090803020100);
  const __m256i high = _mm256_set_epi64x(0x0b0a090803020100, -1, 0x0b0a090803020100, -1);
  __m256i early = _mm256_alignr_epi8(w1, w0, 4);
  __m256i sum = _mm256_add_epi32(w0, _mm256_alignr_epi8(w3, w2, 4));
  sum = _mm256_add_epi32(
      sum, _mm256_xor_si256(
               _mm256_xor_si256(lp_rotated_each(early, 7), lp_rotated_each(early, 18)), _mm256_srli_epi32(early, 3)));
  sum = _mm256_add_epi32(sum, _mm256_shuffle_epi8(lp_late(_mm256_shuffle_epi32(w3, 0xFA)), low));
  return _mm256_add_epi32(sum, _mm256_shuffle_epi8(lp_late(_mm256_shuffle_epi32(sum, 0x50)), high));
}

// 16 bytes of each block.
static inline __m256i lp_both(const uint8_t *one, const uint8_t *other) {
  return _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)one)), _mm_loadu_si128((const __m128i *)other), 1);
}

// The words of both blocks plus the rounds' constants, where the rounds find them.
static inline void lp_keep(__m256i words, const uint32_t *constants, uint32_t *place) {
  __m256i both = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)constants));
  _mm256_store_si256((__m256i *)place, _mm256_add_epi32(words, both));
}

static void lp_compress(uint32_t *state, const uint8_t *blocks, size_t count) {
  const __m256i big_endian = _mm256_broadcastsi128_si256(_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
  uint32_t words[16][8] __attribute__((aligned(32))), s[8];
  while (count > 0) {
    // A single block stands beside itself.
    const uint8_t *second = count > 1 ? blocks + LP_SHA256_BLOCK : blocks;
    __m256i w[4];
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
      w[i] = _mm256_shuffle_epi8(lp_both(blocks + 16 * i, second + 16 * i), big_endian);
      lp_keep(w[i], lp_sha256_constants + 4 * i, words[i]);
    }
    memcpy(s, state, sizeof s);
#pragma clang loop unroll(disable)
    for (int start = 0; start < 12; start += 4) {
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) {
        if (i % 4 == 0) {
          int v = i / 4;
          w[v] = lp_next(w[v], w[(v + 1) & 3], w[(v + 2) & 3], w[(v + 3) & 3]);
          lp_keep(w[v], lp_sha256_constants + 16 + 4 * start + i, words[start + 4 + v]);
        }
        lp_round(s, i, words[start + i / 4][i % 4]);
      }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) lp_round(s, i, words[12 + i / 4][i % 4]);
    for (int i = 0; i < 8; i++) s[i] = state[i] += s[i];
    if (count == 1) return;
#pragma clang loop unroll(disable)
    for (int start = 0; start < 16; start += 4) {
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) lp_round(s, i, words[start + i / 4][4 + i % 4]);
    }
    for (int i = 0; i < 8; i++) state[i] += s[i];
    blocks += 2 * LP_SHA256_BLOCK;
    count -= 2;
  }
}

const lp_sha256_code lp_sha256_x86_64_v3 = {.name = "x86-64-v3", .compress = lp_compress};

#pragma clang attribute pop

#endif
