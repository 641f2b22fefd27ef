// From a short pretoken's bytes to its tokens: of all neighbouring pairs, join the one of the lowest rank, the leftmost
// if it occurs more than once, until no pair has a merge.
//
// It looks through all pairs for each merge, which is quadratic but short: pairs are candidates of 32 bits,
// `rank << 16 | place of the left token`, 16 in a row, and the lowest of all is the one to merge next. Tokens stay where
// their first byte is and know their neighbours' places, so that nothing moves.
//
// Before this file an instruction set may define LP_ROWS with `lp_row_set` and `lp_rows_min`: storing a whole row
// where a row is loaded next saves waiting for the store.

#include "../include/CTokenizer.h"

// No pair: greater than every candidate, since ranks stop short of 0xFFFF.
enum { LP_ROW = 16 };
#define LP_NO_CANDIDATE 0xFFFF0000u
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

// The merge of two neighbouring tokens as `rank << 16 | product`, or LP_NO_MERGE.
static inline uint32_t lp_merge_of(const lp_merge_table *table, uint16_t left, uint16_t right) {
  uint32_t pair = (uint32_t)left << 16 | right;
  size_t slot = lp_merge_slot(table, pair);
  for (;;) {
    uint64_t entry = table->slots[slot];
    if ((uint32_t)(entry >> 32) == pair) return (uint32_t)entry;
    if (entry == UINT64_MAX) return LP_NO_MERGE;
    slot = (slot + 1) & table->mask;
  }
}

// What is known of the tokens between two places.
typedef struct {
  _Alignas(64) uint32_t rows[LP_MERGE_LIMIT];
  // What the pair at a place becomes.
  uint16_t products[LP_MERGE_LIMIT];
  uint8_t next[LP_MERGE_LIMIT + 1], previous[LP_MERGE_LIMIT + 1];
} lp_pairs;

// Keeps the merge of the pair whose left token is at `place`; LP_NO_MERGE makes it no candidate.
static inline void lp_note(lp_pairs *pairs, size_t place, uint32_t merge) {
  pairs->products[place] = (uint16_t)merge;
  lp_row_set(pairs->rows, place, (merge & LP_NO_CANDIDATE) | (uint32_t)place);
}

// One token a byte, and the candidates between them; returns the number of rows.
static inline size_t lp_begin(
    const lp_merge_table *table, const uint8_t *bytes, size_t count, uint16_t *tokens, lp_pairs *pairs) {
  for (size_t place = 0; place < count; place++) {
    uint32_t merge =
        place + 1 < count ? table->byte_merges[(size_t)bytes[place] << 8 | bytes[place + 1]] : LP_NO_MERGE;
    tokens[place] = table->byte_tokens[bytes[place]];
    pairs->next[place] = (uint8_t)(place + 1);
    pairs->previous[place + 1] = (uint8_t)place;
    pairs->products[place] = (uint16_t)merge;
    pairs->rows[place] = (merge & LP_NO_CANDIDATE) | (uint32_t)place;
  }
  size_t rows = (count + LP_ROW - 1) / LP_ROW;
  for (size_t place = count; place < rows * LP_ROW; place++) pairs->rows[place] = LP_NO_CANDIDATE;
  return rows;
}

static size_t lp_merge(const lp_merge_table *table, const uint8_t *bytes, size_t count, uint16_t *tokens) {
  lp_pairs pairs;
  size_t rows = lp_begin(table, bytes, count, tokens, &pairs);
  for (;;) {
    uint32_t best = lp_rows_min(pairs.rows, rows);
    if (best >= LP_NO_CANDIDATE) break;
    size_t place = best & 0xFFFF, gone = pairs.next[place], right = pairs.next[gone];
    tokens[place] = pairs.products[place];
    pairs.next[place] = (uint8_t)right;
    pairs.previous[right] = (uint8_t)place;
    lp_row_set(pairs.rows, gone, LP_NO_CANDIDATE);
    lp_note(&pairs, place, right < count ? lp_merge_of(table, tokens[place], tokens[right]) : LP_NO_MERGE);
    if (place > 0) {
      size_t left = pairs.previous[place];
      lp_note(&pairs, left, lp_merge_of(table, tokens[left], tokens[place]));
    }
  }
  size_t number = 0;
  for (size_t place = 0; place < count; place = pairs.next[place]) tokens[number++] = tokens[place];
  return number;
}
