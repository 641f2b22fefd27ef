// AVX-512 on x86-64: a comparison of 64 bytes gives the 64 bits at once.

#if defined(__x86_64__)

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx2,bmi,bmi2"))), apply_to = function)

#include <immintrin.h>

#include "../scan/ascii.h"

static inline __m512i lp_bytes(char byte) { return _mm512_set1_epi8(byte); }

static inline uint64_t lp_within(__m512i bytes, char first, char last) {
  return _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, lp_bytes(first)), lp_bytes((char)(last - first)));
}

static inline lp_ascii lp_classify_ascii(const uint8_t *text) {
  __m512i bytes = _mm512_loadu_si512(text);
  lp_ascii ascii;
  ascii.letter = lp_within(_mm512_or_si512(bytes, lp_bytes(0x20)), 'a', 'z');
  ascii.lower = lp_within(bytes, 'a', 'z');
  ascii.number = lp_within(bytes, '0', '9');
  ascii.blank = _mm512_cmpeq_epi8_mask(bytes, lp_bytes(' '));
  ascii.space = ascii.blank | lp_within(bytes, '\t', '\r');
  ascii.newline = _mm512_cmpeq_epi8_mask(bytes, lp_bytes('\n')) | _mm512_cmpeq_epi8_mask(bytes, lp_bytes('\r'));
  ascii.apostrophe = _mm512_cmpeq_epi8_mask(bytes, lp_bytes('\''));
  ascii.slash = _mm512_cmpeq_epi8_mask(bytes, lp_bytes('/'));
  ascii.visible = lp_within(bytes, '!', '~');
  ascii.high = _mm512_movepi8_mask(bytes);
  return ascii;
}

#define LP_ROWS

static inline void lp_row_set(uint32_t *rows, size_t place, uint32_t candidate) {
  uint32_t *row = rows + (place & ~(size_t)15);
  __mmask16 lane = (__mmask16)(1u << (place & 15));
  _mm512_store_si512(row, _mm512_mask_set1_epi32(_mm512_load_si512(row), lane, (int)candidate));
}

static inline uint32_t lp_rows_min(const uint32_t *rows, size_t count) {
  __m512i lowest = _mm512_load_si512(rows);
  for (size_t row = 1; row < count; row++) lowest = _mm512_min_epu32(lowest, _mm512_load_si512(rows + 16 * row));
  return _mm512_reduce_min_epu32(lowest);
}

#define LP_NAME "avx512"
#define LP_TABLE lp_tokenizer_avx512

#include "../scan/scan.h"
#include "../merge/merge.h"

const lp_tokenizer_kernels LP_TABLE = {.name = LP_NAME, .scan = LP_SCANS, .merge = lp_merge};

#pragma clang attribute pop

#endif
