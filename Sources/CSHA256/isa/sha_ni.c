// Intel's SHA extensions on x86-64: two rounds an instruction, four words of the message at a time.
//
// The state lies in two vectors, as the instructions want it, highest lane first: a b e f, and c d g h.

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("sha,sse4.1"))), apply_to = function)

#include <immintrin.h>

#include "../constants.h"
#include "../include/CSHA256.h"

static void lp_compress(uint32_t *state, const uint8_t *blocks, size_t count) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  __m128i abef = _mm_alignr_epi8(badc, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, badc, 0xF0);
  for (; count > 0; count--, blocks += LP_SHA256_BLOCK) {
    __m128i w[4], abef_before = abef, cdgh_before = cdgh;
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      __m128i *next = &w[i & 3];
      if (i < 4) {
        *next = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)blocks + i), big_endian);
      } else {
        __m128i last = w[(i + 3) & 3];
        __m128i sum = _mm_sha256msg1_epu32(*next, w[(i + 1) & 3]);
        sum = _mm_add_epi32(sum, _mm_alignr_epi8(last, w[(i + 2) & 3], 4));
        *next = _mm_sha256msg2_epu32(sum, last);
      }
      __m128i words = _mm_add_epi32(*next, _mm_load_si128((const __m128i *)(lp_sha256_constants + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, words);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(words, 0x0E));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
  __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

const lp_sha256_code lp_sha256_sha_ni = {.name = "sha-ni", .compress = lp_compress};

#pragma clang attribute pop

#endif
