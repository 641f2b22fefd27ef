// AVX2 on x86-64: two vectors of 32 bytes a block.

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,aes,bmi,bmi2"))), apply_to = function)

#include <immintrin.h>

#include "../include/CTokenizer.h"
#include "../scan/ascii.h"

static inline __m256i lp_bytes(char byte) { return _mm256_set1_epi8(byte); }

static inline uint64_t lp_bits(__m256i low, __m256i high) {
  return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

// There is no unsigned comparison: a difference is at most the width exactly if the smaller of both is itself.
static inline __m256i lp_within_half(__m256i bytes, char first, char last) {
  __m256i difference = _mm256_sub_epi8(bytes, lp_bytes(first));
  return _mm256_cmpeq_epi8(_mm256_min_epu8(difference, lp_bytes((char)(last - first))), difference);
}

static inline uint64_t lp_within(__m256i low, __m256i high, char first, char last) {
  return lp_bits(lp_within_half(low, first, last), lp_within_half(high, first, last));
}

static inline uint64_t lp_equal(__m256i low, __m256i high, char byte) {
  return lp_bits(_mm256_cmpeq_epi8(low, lp_bytes(byte)), _mm256_cmpeq_epi8(high, lp_bytes(byte)));
}

static inline lp_ascii lp_classify_ascii(const uint8_t *text) {
  __m256i low = _mm256_loadu_si256((const __m256i *)text);
  __m256i high = _mm256_loadu_si256((const __m256i *)(text + 32));
  lp_ascii ascii;
  ascii.letter = lp_within(
      _mm256_or_si256(low, lp_bytes(0x20)), _mm256_or_si256(high, lp_bytes(0x20)), 'a', 'z');
  ascii.lower = lp_within(low, high, 'a', 'z');
  ascii.number = lp_within(low, high, '0', '9');
  ascii.blank = lp_equal(low, high, ' ');
  ascii.space = ascii.blank | lp_within(low, high, '\t', '\r');
  ascii.newline = lp_equal(low, high, '\n') | lp_equal(low, high, '\r');
  ascii.apostrophe = lp_equal(low, high, '\'');
  ascii.slash = lp_equal(low, high, '/');
  ascii.visible = lp_within(low, high, '!', '~');
  ascii.high = lp_bits(low, high);
  return ascii;
}

#define LP_KEYS
typedef __m128i lp_key;

static inline lp_key lp_make_key(const uint8_t *text, size_t length) {
  static const int8_t masks[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
  __m128i mask = _mm_loadu_si128((const __m128i *)(masks + 16 - (length < 16 ? length : 16)));
  return _mm_insert_epi8(_mm_and_si128(_mm_loadu_si128((const __m128i *)text), mask), (int)length, 15);
}

// Two rounds of AES, after which all bits depend on all bytes.
static inline uint64_t lp_hash_key(lp_key key) {
  __m128i round = _mm_aesenc_si128(key, key);
  return (uint64_t)_mm_cvtsi128_si64(_mm_aesenc_si128(round, key));
}

static inline void lp_store_key(uint64_t *place, lp_key key) { _mm_storeu_si128((__m128i *)place, key); }

static inline unsigned lp_match_one(const lp_cached_pretoken *entry, __m128i key) {
  __m128i equal = _mm_cmpeq_epi64(_mm_load_si128((const __m128i *)entry->key), key);
  return _mm_movemask_epi8(equal) == 0xFFFF;
}

static inline unsigned lp_match(const lp_lookup *lookup) {
  __m128i key = _mm_loadu_si128((const __m128i *)lookup->key);
  return lp_match_one(lookup->set->entries, key) | lp_match_one(lookup->set->entries + 1, key) << 1;
}

#define LP_NAME "avx2"
#define LP_TABLE lp_tokenizer_avx2

#include "../lookup/lookup.h"
#include "../merge/merge.h"
#include "../scan/scan.h"

const lp_tokenizer_kernels LP_TABLE = {
    .name = LP_NAME, .scan = LP_SCANS, .prepare = lp_prepare, .store = lp_store, .store_wide = lp_store_wide,
    .merge = lp_merge};

#pragma clang attribute pop

#endif
