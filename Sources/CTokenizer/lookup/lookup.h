// The tokens of frequent pretokens, from a cache.
//
// The cache does not fit the processor's, so without asking the memory for some sets ahead, most of the time would go
// into waiting. Which of the two entries of a set it is cannot be predicted, that it is one of them can: so only that is
// a branch.
//
// Before this file an instruction set may define LP_KEYS with `lp_key`, a vector of 16 bytes; `lp_make_key`, which loads
// the first `length` <= 15 bytes and puts the length last; `lp_hash_key`; `lp_store_key`; and `lp_match`, 1 for an entry
// of a set that has the key of a look-up, 0 and 1 being two bits. Any hash will do: it decides what stays in the cache,
// never what comes out.

#include "../include/CTokenizer.h"

#ifndef LP_KEYS
#include <string.h>

typedef struct {
  uint64_t low, high;
} lp_key;

static inline lp_key lp_make_key(const uint8_t *text, size_t length) {
  uint64_t first, second, part = (1ull << (8 * (length & 7))) - 1;
  memcpy(&first, text, 8);
  memcpy(&second, text + 8, 8);
  return (lp_key){
      length >= 8 ? first : first & part, (length >= 8 ? second & part : 0) | (uint64_t)length << 56};
}

// One 64 x 64 -> 128 bit product, folded: all bits depend on all bytes.
static inline uint64_t lp_hash_key(lp_key key) {
  unsigned __int128 product = (unsigned __int128)(key.low ^ 0x9E3779B97F4A7C15u) * (key.high ^ 0xD1B54A32D192ED03u);
  return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

static inline void lp_store_key(uint64_t *place, lp_key key) {
  place[0] = key.low;
  place[1] = key.high;
}

static inline unsigned lp_match(const lp_lookup *lookup) {
  const lp_cached_pretoken *entries = lookup->set->entries;
  unsigned found = 0;
  for (unsigned i = 0; i < 2; i++) {
    uint64_t differs = (entries[i].key[0] ^ lookup->key[0]) | (entries[i].key[1] ^ lookup->key[1]);
    found |= (unsigned)(differs == 0) << i;
  }
  return found;
}
#endif

// A pretoken that is too long for the cache.
static __attribute__((noinline)) void lp_prepare_long(
    const uint8_t *bytes, size_t count, const lp_caches *caches, lp_lookup *lookup) {
  uint64_t hash = lp_tokenizer_hash(bytes, count);
  const uint8_t *slot = (const uint8_t *)caches->slots + (hash & caches->slot_mask) * caches->slot_bytes;
  __builtin_prefetch(slot);
  __builtin_prefetch(slot + 64);
  *lookup = (lp_lookup){{hash, UINT64_MAX}, caches->sets};
}

static void lp_prepare(
    const uint8_t *text, ptrdiff_t start, const ptrdiff_t *ends, size_t count, const lp_caches *caches,
    lp_lookup *lookups) {
  const lp_cached_set *sets = caches->sets;
  size_t mask = caches->mask;
  for (size_t i = 0; i < count; i++) {
    size_t length = (size_t)(ends[i] - start);
    if (__builtin_expect(length > LP_CACHED_BYTES, 0)) {
      lp_prepare_long(text + start, length, caches, lookups + i);
    } else {
      lp_key key = lp_make_key(text + start, length);
      const lp_cached_set *set = sets + (lp_hash_key(key) & mask);
      __builtin_prefetch(set);
      lp_store_key(lookups[i].key, key);
      lookups[i].set = set;
    }
    start = ends[i];
  }
}

// Writes the tokens of an entry and returns their number.
static inline size_t lp_write_tokens(const lp_cached_pretoken *entry, uint32_t *output, int is_wide) {
  typedef uint16_t lp_short_ids __attribute__((ext_vector_type(8)));
  typedef uint32_t lp_ids __attribute__((ext_vector_type(8)));
  if (is_wide) {
    __builtin_memcpy(output, entry->wide_tokens, sizeof entry->wide_tokens);
    return entry->wide_tokens[LP_CACHED_WIDE_TOKENS];
  }
  lp_short_ids ids;
  __builtin_memcpy(&ids, entry->tokens, sizeof ids);
  lp_ids wide = __builtin_convertvector(ids, lp_ids);
  __builtin_memcpy(output, &wide, sizeof wide);
  return entry->tokens[LP_CACHED_TOKENS];
}

static inline __attribute__((always_inline)) size_t lp_store_all(
    const lp_lookup *lookups, size_t count, uint32_t **end, int is_wide) {
  uint32_t *output = *end;
  size_t i = 0;
  for (; i < count; i++) {
    unsigned found = lp_match(lookups + i);
    if (__builtin_expect(found == 0, 0)) break;
    output += lp_write_tokens(lookups[i].set->entries + (found >> 1), output, is_wide);
  }
  *end = output;
  return i;
}

static size_t lp_store(const lp_lookup *lookups, size_t count, uint32_t **end) {
  return lp_store_all(lookups, count, end, 0);
}

static size_t lp_store_wide(const lp_lookup *lookups, size_t count, uint32_t **end) {
  return lp_store_all(lookups, count, end, 1);
}
