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

/// Bits of a token's id, and of a merge's rank: two ids and a rank fill one word of `lp_merge_table.slots`.
enum { LP_ID_BITS = 21 };

/// What merging needs of a vocabulary. Tables of other lengths than said are read beyond their ends.
typedef struct {
  /// The token of each single byte; 256 ids.
  const uint32_t *byte_tokens;
  /// The rank of the merge of each pair of bytes, `left << 8 | right`, or all ones if there is none.
  const uint32_t *byte_merges;
  /// All merges, `left << 42 | right << 21 | rank`, or all ones where empty: `mask + 1` slots, at least one of them
  /// empty. A merge is in the first slot from `lp_merge_slot` on that was empty when it came.
  const uint64_t *slots;
  size_t mask;
  /// The token that the merges of each rank make. It is not in the slots, so that a slot stays one word: it is needed once
  /// for each merge that is done, and a slot for each pair that is looked at.
  const uint32_t *products;
} lp_merge_table;

/// Where the search for the merge of `left << 21 | right` begins. Fibonacci hashing: the product's upper bits depend on
/// both tokens.
static inline __attribute__((always_inline)) size_t lp_merge_slot(const lp_merge_table *table, uint64_t pair) {
  return (size_t)(pair * 0x9E3779B97F4A7C15u >> 32) & table->mask;
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

  /// Merges bytes[0 ..< count], `count` in 1 ... LP_MERGE_LIMIT, and writes the tokens to `tokens`, which holds at least
  /// `count`; returns their number.
  size_t (*merge)(const lp_merge_table *table, const uint8_t *bytes, size_t count, uint32_t *tokens);
} lp_tokenizer_kernels;

/// The kernels called `avx512`, `avx2`, `neon` or `portable`; NULL if this machine does not run it.
const lp_tokenizer_kernels *_Nullable lp_tokenizer_kernels_named(const char *name);

/// The scanner of one of the patterns above.
static inline lp_text_scan lp_tokenizer_scanner(const lp_tokenizer_kernels *kernels, int pattern) {
  return kernels->scan[pattern];
}

/// Writes the 8 ids of 16 bits at `packed` as ids of 32 bits: a load, one unpacking or two, and as many stores.
static inline __attribute__((always_inline)) void lp_tokenizer_store_ids(const void *packed, uint32_t *output) {
  typedef uint16_t lp_short_ids __attribute__((ext_vector_type(8)));
  typedef uint32_t lp_ids __attribute__((ext_vector_type(8)));
  lp_short_ids ids;
  __builtin_memcpy(&ids, packed, sizeof ids);
  lp_ids wide = __builtin_convertvector(ids, lp_ids);
  __builtin_memcpy(output, &wide, sizeof wide);
}

/// Prefetches a cache line that will be read soon.
static inline __attribute__((always_inline)) void lp_tokenizer_prefetch(const void *address) {
  __builtin_prefetch(address);
}

#pragma clang assume_nonnull end

#endif
