// The inner loops of tokenizing, for every instruction set this program knows: where a split pattern cuts a text, 64
// bytes at a time, and how the bytes of a short pretoken merge to tokens.
//
// Only `Tokenization` calls it. No function checks a length, allocates or keeps state; every one may run on many
// threads at once.

#ifndef LETTERPRESS_CTOKENIZER_H
#define LETTERPRESS_CTOKENIZER_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Classes of characters in the tables that `lp_tokenizer_kernels.scan` takes. Each table has those that its pattern
/// tells apart.
enum {
  LP_TEXT_OTHER = 0,
  LP_TEXT_LETTER = 1,
  LP_TEXT_NUMBER = 2,
  LP_TEXT_SPACE = 3,
  /// Letters that have a case: `\p{Lu}` and `\p{Lt}`, and `\p{Ll}`.
  LP_TEXT_UPPER = 4,
  LP_TEXT_LOWER = 5,
  LP_TEXT_MARK = 6,
  /// What no alternative of DeepSeek's pattern matches by itself.
  LP_TEXT_UNMATCHED = 7,
  /// Ideographs and kana, which that pattern cuts out before: letters and marks, others, and what is not matched.
  LP_TEXT_IDEOGRAPH = 8,
  LP_TEXT_IDEOGRAPH_OTHER = 9,
  LP_TEXT_IDEOGRAPH_UNMATCHED = 10
};

/// Classes in a table: one for each scalar, and one for a byte that is part of no character.
enum { LP_TEXT_SCALARS = 0x110000, LP_TEXT_CLASSES = LP_TEXT_SCALARS + 1 };

/// The patterns that there are scanners for.
enum {
  LP_PATTERN_GPT2 = 0,
  LP_PATTERN_GPT4 = 1,
  LP_PATTERN_LLAMA3 = 2,
  LP_PATTERN_QWEN2 = 3,
  LP_PATTERN_DIGITS2 = 4,
  LP_PATTERN_O200K = 5,
  LP_PATTERN_DEEPSEEK = 6,
  LP_PATTERN_WHITESPACE = 7,
  LP_PATTERN_NONE = 8,
  LP_PATTERNS = 9
};

/// The least capacity of `ends` that `scan` works with.
enum { LP_TEXT_BLOCK = 64, LP_TEXT_LEAST_CAPACITY = 2 * LP_TEXT_BLOCK };

/// The most bytes that `lp_tokenizer_kernels.merge` takes.
enum { LP_MERGE_LIMIT = 128 };

/// Bytes to be merged: `count` in 1 ... LP_MERGE_LIMIT of them. `tokens` has room for as many ids, of which `found` will
/// be written.
typedef struct {
  const uint8_t *bytes;
  size_t count;
  uint32_t *tokens;
  size_t found;
} lp_merge_job;

/// The most of them at once.
enum { LP_MERGE_JOBS = 64 };

/// How many slots a merge is looked for in, at once.
enum { LP_MERGE_WINDOW = 8 };

/// Bits of a token's id, and of a merge's rank: two ids and a rank fill one word of `lp_merge_table.slots`.
enum { LP_ID_BITS = 21 };

/// The longest pretoken that the cache holds, and the most tokens of one: with ids of 16 bits, and with ids of 32.
enum { LP_CACHED_BYTES = 15, LP_CACHED_TOKENS = 7, LP_CACHED_WIDE_TOKENS = 3 };

/// A pretoken whose tokens are known: its bytes, zeros, and its length in the last byte; its tokens as ids of 16 bits or,
/// in a wide cache, of 32 bits, and their number in the last. A length of 0 marks an empty one.
typedef struct {
  uint64_t key[2];
  union {
    uint16_t tokens[LP_CACHED_TOKENS + 1];
    uint32_t wide_tokens[LP_CACHED_WIDE_TOKENS + 1];
  };
} lp_cached_pretoken;

/// Two of them: a cache line, if the first is aligned to one, as `store` asks.
typedef struct {
  lp_cached_pretoken entries[2];
} lp_cached_set;

/// A pretoken on its way: its key and its set in the cache; or, of one that is too long for the cache, a hash of its bytes
/// and a second word that no key has.
typedef struct {
  uint64_t key[2];
  const lp_cached_set *set;
} lp_lookup;

/// Where look-ups go: the sets of the cache, and the slots, of `slot_bytes` each, of one for what that cannot hold. There
/// are `mask + 1` and `slot_mask + 1`.
typedef struct {
  const lp_cached_set *sets;
  size_t mask;
  const void *slots;
  size_t slot_mask, slot_bytes;
} lp_caches;

/// The most look-ups at once.
enum { LP_LOOKUPS = 64 };

/// What merging needs of a vocabulary. Tables of other lengths than said are read beyond their ends.
typedef struct {
  /// The token of each single byte; 256 ids.
  const uint32_t *byte_tokens;
  /// The rank of the merge of each pair of bytes, `left << 8 | right`, or all ones if there is none.
  const uint32_t *byte_merges;
  /// All merges, `left << 42 | right << 21 | rank`, or all ones where empty: `mask + 1 + LP_MERGE_WINDOW` slots. A merge
  /// is in one of the LP_MERGE_WINDOW slots from `lp_merge_slot` on.
  const uint64_t *slots;
  /// The tag of each slot, `lp_merge_tag`, or 0 where empty: most pairs have no merge, and a byte of each slot, of which
  /// the processor's cache holds all, is enough to tell.
  const uint8_t *tags;
  size_t mask;
  /// The token that the merges of each rank make. It is not in the slots, so that a slot stays one word: it is needed once
  /// for each merge that is done, and a slot for each pair that is looked at.
  const uint32_t *products;
} lp_merge_table;

/// The hash of `pair`, which is `left << 21 | right`. Fibonacci hashing: the product's upper bits depend on both tokens.
static inline __attribute__((always_inline)) uint64_t lp_merge_hash(uint64_t pair) {
  return pair * 0x9E3779B97F4A7C15u;
}

/// Where the search for a merge begins, by its hash.
static inline __attribute__((always_inline)) size_t lp_merge_slot(uint64_t hash, size_t mask) {
  return (size_t)(hash >> 32) & mask;
}

/// A byte of its hash, never 0.
static inline __attribute__((always_inline)) uint8_t lp_merge_tag(uint64_t hash) {
  return (uint8_t)(hash >> 56 | 1);
}

/// Cuts text[0 ..< count] into pretokens and writes where they end, ascending, plus `origin`; returns their number.
///
/// text[0] starts a pretoken. If the text is over at `count` (`ends_text`), the last end is `count`; otherwise
/// characters are complete there, and pretokens that more text could change are left out. Fewer than
/// `capacity - LP_TEXT_LEAST_CAPACITY` ends mean that there are no more.
///
/// `classes` holds LP_TEXT_CLASSES classes. 64 bytes after text[count - 1] may be read, whatever they hold. `capacity`
/// is LP_TEXT_LEAST_CAPACITY or more.
typedef size_t (*lp_text_scan)(
    const uint8_t *text, size_t count, int ends_text, const uint8_t *classes, ptrdiff_t origin, ptrdiff_t *ends,
    size_t capacity);

/// The kernels of one instruction set.
typedef struct {
  const char *name;

  /// The scanner of each pattern.
  lp_text_scan _Nonnull scan[LP_PATTERNS];

  /// Makes the look-ups of `count` pretokens, of which the first starts at `start` and each ends at its place in `ends`,
  /// and fetches where they go. 16 bytes after the last end may be read.
  void (*prepare)(
      const uint8_t *text, ptrdiff_t start, const ptrdiff_t *ends, size_t count, const lp_caches *caches,
      lp_lookup *lookups);

  /// Writes the tokens of pretokens, from `*end` on, until one is not in its set; returns how many were. `*end` becomes
  /// where the next token goes. LP_CACHED_TOKENS + 1 ids beyond that may be written.
  size_t (*store)(const lp_lookup *lookups, size_t count, uint32_t *_Nonnull *_Nonnull end);

  /// The same of a wide cache.
  size_t (*store_wide)(const lp_lookup *lookups, size_t count, uint32_t *_Nonnull *_Nonnull end);

  /// Merges the bytes of each of `count` jobs, at most LP_MERGE_JOBS.
  void (*merge)(const lp_merge_table *table, lp_merge_job *jobs, size_t count);
} lp_tokenizer_kernels;

/// The kernels called `avx512`, `avx2`, `neon` or `portable`; NULL if this machine does not run it.
const lp_tokenizer_kernels *_Nullable lp_tokenizer_kernels_named(const char *name);

/// The scanner of one of the patterns above.
static inline lp_text_scan lp_tokenizer_scanner(const lp_tokenizer_kernels *kernels, int pattern) {
  return kernels->scan[pattern];
}

/// Folds eight bytes into a hash: a 64 x 64 -> 128 bit product, whose halves are joined.
static inline __attribute__((always_inline)) uint64_t lp_tokenizer_fold(uint64_t hash, uint64_t word) {
  unsigned __int128 product = (unsigned __int128)(hash ^ word) * 0xD1B54A32D192ED03u;
  return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/// A hash of 8 bytes or more, eight at a time; the last eight may overlap those before.
static inline uint64_t lp_tokenizer_hash(const uint8_t *bytes, size_t count) {
  uint64_t hash = count ^ 0x9E3779B97F4A7C15u, word;
  for (size_t offset = 0; offset + 8 < count; offset += 8) {
    __builtin_memcpy(&word, bytes + offset, 8);
    hash = lp_tokenizer_fold(hash, word);
  }
  __builtin_memcpy(&word, bytes + count - 8, 8);
  hash = lp_tokenizer_fold(hash, word);
  return hash ^ hash >> 29;
}

/// Prefetches a cache line that will be read soon.
static inline __attribute__((always_inline)) void lp_tokenizer_prefetch(const void *address) {
  __builtin_prefetch(address);
}

#pragma clang assume_nonnull end

#endif
