// From a short pretoken's bytes to its tokens: of all neighbouring pairs, join the one of the lowest rank, the leftmost
// if several have it, until no pair has a merge. Different pairs may have one rank if they make the same token.
//
// It looks through all pairs for each merge, which is quadratic but short: pairs are candidates of 32 bits,
// `rank << 7 | place of the left token`, 16 in a row, and the lowest of all is the one to merge next. Tokens stay where
// their first byte is and know their neighbours' places, so that nothing moves.
//
// Before this file an instruction set may define LP_ROWS with `lp_row_set` and `lp_rows_min`: storing a whole row
// where a row is loaded next saves waiting for the store.

#include "../include/CTokenizer.h"

// Bits of a place in a candidate; the rest is the rank's, of which LP_ID_BITS are enough.
enum { LP_ROW = 16, LP_PLACE_BITS = 7 };
_Static_assert(LP_MERGE_LIMIT == 1 << LP_PLACE_BITS && LP_ID_BITS + LP_PLACE_BITS < 32, "a candidate has 32 bits");
// No pair: greater than every candidate.
#define LP_NO_CANDIDATE (~(uint32_t)0 << LP_PLACE_BITS)
#define LP_NO_MERGE 0xFFFFFFFFu

#ifndef LP_ROWS
// Puts a candidate at its place.
static inline void lp_row_set(uint32_t *rows, size_t place, uint32_t candidate) { rows[place] = candidate; }

// The lowest candidate of `count` rows.
static inline uint32_t lp_rows_min(const uint32_t *rows, size_t count) {
  uint32_t lowest[LP_ROW];
  for (int i = 0; i < LP_ROW; i++) lowest[i] = rows[i];
  for (size_t row = 1; row < count; row++) {
    for (int i = 0; i < LP_ROW; i++) {
      uint32_t candidate = rows[row * LP_ROW + (size_t)i];
      lowest[i] = candidate < lowest[i] ? candidate : lowest[i];
    }
  }
  for (int half = LP_ROW / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) lowest[i] = lowest[i + half] < lowest[i] ? lowest[i + half] : lowest[i];
  }
  return lowest[0];
}
#endif

// The rank of the merge of two neighbouring tokens, or LP_NO_MERGE.
static inline uint32_t lp_merge_of(const lp_merge_table *table, uint32_t left, uint32_t right) {
  uint64_t pair = (uint64_t)left << LP_ID_BITS | right;
  size_t slot = lp_merge_slot(table, pair);
  for (;;) {
    uint64_t entry = table->slots[slot];
    if (entry >> LP_ID_BITS == pair) return (uint32_t)entry & ((1u << LP_ID_BITS) - 1);
    if (entry == UINT64_MAX) return LP_NO_MERGE;
    slot = (slot + 1) & table->mask;
  }
}

// What is known of the tokens between two places.
typedef struct {
  _Alignas(64) uint32_t rows[LP_MERGE_LIMIT];
  uint8_t next[LP_MERGE_LIMIT + 1], previous[LP_MERGE_LIMIT + 1];
} lp_pairs;

// The candidate of a rank and the place of the left token; LP_NO_MERGE makes none.
static inline uint32_t lp_candidate(uint32_t rank, size_t place) {
  return rank << LP_PLACE_BITS | (uint32_t)place;
}

// One token a byte, and the candidates between them; returns the number of rows.
static inline size_t lp_begin(
    const lp_merge_table *table, const uint8_t *bytes, size_t count, uint32_t *tokens, lp_pairs *pairs) {
  for (size_t place = 0; place < count; place++) {
    uint32_t rank =
        place + 1 < count ? table->byte_merges[(size_t)bytes[place] << 8 | bytes[place + 1]] : LP_NO_MERGE;
    tokens[place] = table->byte_tokens[bytes[place]];
    pairs->next[place] = (uint8_t)(place + 1);
    pairs->previous[place + 1] = (uint8_t)place;
    pairs->rows[place] = lp_candidate(rank, place);
  }
  size_t rows = (count + LP_ROW - 1) / LP_ROW;
  for (size_t place = count; place < rows * LP_ROW; place++) pairs->rows[place] = LP_NO_CANDIDATE;
  return rows;
}

static size_t lp_merge(const lp_merge_table *table, const uint8_t *bytes, size_t count, uint32_t *tokens) {
  lp_pairs pairs;
  size_t rows = lp_begin(table, bytes, count, tokens, &pairs);
  for (;;) {
    uint32_t best = lp_rows_min(pairs.rows, rows);
    if (best >= LP_NO_CANDIDATE) break;
    size_t place = best & (LP_MERGE_LIMIT - 1), gone = pairs.next[place], right = pairs.next[gone];
    tokens[place] = table->products[best >> LP_PLACE_BITS];
    pairs.next[place] = (uint8_t)right;
    pairs.previous[right] = (uint8_t)place;
    lp_row_set(pairs.rows, gone, LP_NO_CANDIDATE);
    uint32_t rank = right < count ? lp_merge_of(table, tokens[place], tokens[right]) : LP_NO_MERGE;
    lp_row_set(pairs.rows, place, lp_candidate(rank, place));
    if (place > 0) {
      size_t left = pairs.previous[place];
      lp_row_set(pairs.rows, left, lp_candidate(lp_merge_of(table, tokens[left], tokens[place]), left));
    }
  }
  size_t number = 0;
  for (size_t place = 0; place < count; place = pairs.next[place]) tokens[number++] = tokens[place];
  return number;
}
