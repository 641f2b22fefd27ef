// AVX-512 on x86-64: a comparison of 64 bytes gives the 64 bits at once.

#if defined(__x86_64__)

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx2,aes,bmi,bmi2"))), apply_to = function)

#include <immintrin.h>

#include "../include/CTokenizer.h"
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

#define LP_KEYS
typedef __m128i lp_key;

static inline lp_key lp_make_key(const uint8_t *text, size_t length) {
  __m128i bytes = _mm_maskz_loadu_epi8((__mmask16)_bzhi_u32(0xFFFF, (unsigned)length), text);
  return _mm_insert_epi8(bytes, (int)length, 15);
}

// Two rounds of AES, after which all bits depend on all bytes.
static inline uint64_t lp_hash_key(lp_key key) {
  __m128i round = _mm_aesenc_si128(key, key);
  return (uint64_t)_mm_cvtsi128_si64(_mm_aesenc_si128(round, key));
}

static inline void lp_store_key(uint64_t *place, lp_key key) { _mm_storeu_si128((__m128i *)place, key); }

static inline unsigned lp_match(const lp_lookup *lookup) {
  __m512i key = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)lookup->key));
  unsigned equal = _mm512_cmpeq_epi64_mask(_mm512_load_si512(lookup->set), key);
  // Of eight words the first two and the fifth and sixth are keys.
  unsigned both = equal & equal >> 1;
  return (both & 1) | (both >> 3 & 2);
}

#define LP_ROWS
// And room for the candidate of the place before the first.
typedef struct {
  __m512i row[LP_MERGE_LIMIT / 16 + 1];
} lp_rows;

static inline __attribute__((always_inline)) void lp_rows_begin(
    lp_rows *rows, const lp_merge_table *table, const uint8_t *bytes, size_t count, size_t number) {
  __m512i places = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (size_t row = 0; row < number; row++) {
    size_t pairs = count > 16 * row + 1 ? count - 16 * row - 1 : 0;
    __mmask16 here = (__mmask16)(pairs < 16 ? (1u << pairs) - 1 : 0xFFFF);
    __m512i left = _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(here, bytes + 16 * row));
    __m512i right = _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(here, bytes + 16 * row + 1));
    __m512i ranks = _mm512_mask_i32gather_epi32(
        _mm512_set1_epi32(-1), here, _mm512_or_si512(_mm512_slli_epi32(left, 8), right), table->byte_merges, 4);
    rows->row[row] = _mm512_or_si512(_mm512_slli_epi32(ranks, 7), places);
    places = _mm512_add_epi32(places, _mm512_set1_epi32(16));
  }
}

static inline __mmask16 lp_lane_of(size_t place) { return (__mmask16)((place < 16) << (place & 15)); }

// One row is changed in a register, which saves a load that would have to wait for three stores; of several, which one
// it is would have to be found out.
static inline __attribute__((always_inline)) void lp_rows_set(
    lp_rows *rows, size_t number, size_t gone, size_t place, uint32_t candidate, size_t left, uint32_t left_candidate) {
  if (number == 1) {
    __m512i changed = _mm512_mask_set1_epi32(rows->row[0], lp_lane_of(gone), -1);
    changed = _mm512_mask_set1_epi32(changed, lp_lane_of(place), (int)candidate);
    rows->row[0] = _mm512_mask_set1_epi32(changed, lp_lane_of(left), (int)left_candidate);
  } else {
    uint32_t *candidates = (uint32_t *)rows;
    candidates[gone] = ~0u;
    candidates[place] = candidate;
    candidates[left] = left_candidate;
  }
}

static inline __attribute__((always_inline)) uint32_t lp_rows_min(const lp_rows *rows, size_t number) {
  __m512i lowest = rows->row[0];
  for (size_t row = 1; row < number; row++) lowest = _mm512_min_epu32(lowest, rows->row[row]);
  return _mm512_reduce_min_epu32(lowest);
}

#define LP_NAME "avx512"
#define LP_TABLE lp_tokenizer_avx512

#include "../lookup/lookup.h"
#include "../merge/merge.h"
#include "../scan/scan.h"

const lp_tokenizer_kernels LP_TABLE = {
    .name = LP_NAME, .scan = LP_SCANS, .prepare = lp_prepare, .store = lp_store, .store_wide = lp_store_wide,
    .merge = lp_merge};

#pragma clang attribute pop

#endif
