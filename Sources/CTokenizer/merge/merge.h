// From a short pretoken's bytes to its tokens: of all neighbouring pairs, join the one of the lowest rank, the leftmost
// if several have it, until no pair has a merge. Different pairs may have one rank if they make the same token.
//
// It looks through all pairs for each merge, which is quadratic but short: pairs are candidates of 32 bits,
// `rank << 7 | place of the left token`, 16 in a row, and the lowest of all is the one to merge next. Tokens stay where
// their first byte is and know their neighbours' places, so that nothing moves.
//
// Each merge waits for what it finds in the table, so several words are merged in turn: while one waits, the others go on.
//
// Before this file an instruction set may define LP_ROWS with `lp_rows`, the candidates; `lp_rows_begin`, `lp_rows_set`
// and `lp_rows_min`.

#include "../include/CTokenizer.h"

// Bits of a place in a candidate; the rest is the rank's, of which LP_ID_BITS are enough.
enum { LP_ROW = 16, LP_PLACE_BITS = 7 };
_Static_assert(LP_MERGE_LIMIT == 1 << LP_PLACE_BITS && LP_ID_BITS + LP_PLACE_BITS < 32, "a candidate has 32 bits");
// No pair: greater than every candidate.
#define LP_NO_CANDIDATE (~(uint32_t)0 << LP_PLACE_BITS)
#define LP_NO_MERGE 0xFFFFFFFFu
#define LP_RANKS ((1u << LP_ID_BITS) - 1)

// The candidate of a rank and the place of the left token; LP_NO_MERGE makes none.
static inline uint32_t lp_candidate(uint32_t rank, size_t place) { return rank << LP_PLACE_BITS | (uint32_t)place; }

#ifndef LP_ROWS
// And room for the candidate of the place before the first.
typedef struct {
  uint32_t row[LP_MERGE_LIMIT + 1];
} lp_rows;

// The candidates between the bytes.
static inline void lp_rows_begin(
    lp_rows *rows, const lp_merge_table *table, const uint8_t *bytes, size_t count, size_t number) {
  for (size_t place = 0; place + 1 < count; place++) {
    rows->row[place] = lp_candidate(table->byte_merges[(size_t)bytes[place] << 8 | bytes[place + 1]], place);
  }
  for (size_t place = count - 1; place < number * LP_ROW; place++) rows->row[place] = LP_NO_CANDIDATE;
}

// Takes the candidate at `gone` away, and puts one at each of two other places; that at LP_MERGE_LIMIT is none.
static inline void lp_rows_set(
    lp_rows *rows, size_t number, size_t gone, size_t place, uint32_t candidate, size_t left, uint32_t left_candidate) {
  (void)number;
  rows->row[gone] = LP_NO_CANDIDATE;
  rows->row[place] = candidate;
  rows->row[left] = left_candidate;
}

// The lowest candidate of `number` rows.
static inline uint32_t lp_rows_min(const lp_rows *rows, size_t number) {
  uint32_t lowest[LP_ROW];
  for (int i = 0; i < LP_ROW; i++) lowest[i] = rows->row[i];
  for (size_t row = 1; row < number; row++) {
    for (int i = 0; i < LP_ROW; i++) {
      uint32_t candidate = rows->row[row * LP_ROW + (size_t)i];
      lowest[i] = candidate < lowest[i] ? candidate : lowest[i];
    }
  }
  for (int half = LP_ROW / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) lowest[i] = lowest[i + half] < lowest[i] ? lowest[i + half] : lowest[i];
  }
  return lowest[0];
}
#endif

// The rank of the merge of two neighbouring tokens, or LP_NO_MERGE. All tags of a window are looked at in one word; a
// slot is read where the tag is that of the pair, which is hardly ever wrong.
static inline uint32_t lp_merge_of(const lp_merge_table *table, uint32_t left, uint32_t right) {
  uint64_t pair = (uint64_t)left << LP_ID_BITS | right, hash = lp_merge_hash(pair), tags;
  size_t first = lp_merge_slot(hash, table->mask);
  __builtin_memcpy(&tags, table->tags + first, sizeof tags);
  uint64_t differs = tags ^ lp_merge_tag(hash) * 0x0101010101010101u;
  // The top bit of each byte that is zero, and perhaps of bytes above one.
  uint64_t equal = (differs - 0x0101010101010101u) & ~differs & 0x8080808080808080u;
  // Without any, the first slot of all: in arithmetic, since which it is cannot be predicted.
  size_t any = 0 - (size_t)(equal != 0);
  uint64_t entry = table->slots[(first + (size_t)(__builtin_ctzll(equal | 1ull << 63) >> 3)) & any];
  // Another pair with the same tag comes before it.
  while (__builtin_expect((equal &= equal - 1) != 0 && entry >> LP_ID_BITS != pair, 0)) {
    entry = table->slots[first + (size_t)(__builtin_ctzll(equal) >> 3)];
  }
  return entry >> LP_ID_BITS == pair ? (uint32_t)entry & LP_RANKS : LP_NO_MERGE;
}

// Words that are merged in turn.
enum { LP_LANES = 4 };

// A word that is being merged. The place before the first is LP_MERGE_LIMIT, whose token merges with no other.
typedef struct {
  lp_merge_job *job;
  lp_rows rows;
  uint32_t tokens[LP_MERGE_LIMIT + 1];
  uint8_t next[LP_MERGE_LIMIT + 1], previous[LP_MERGE_LIMIT + 1];
} lp_lane;

// Begins a word whose candidates fill `number` rows or fewer.
static inline __attribute__((always_inline)) void lp_lane_begin(
    const lp_merge_table *table, lp_lane *lane, lp_merge_job *job, size_t number) {
  size_t count = job->count;
  for (size_t place = 0; place < count; place++) {
    lane->next[place] = (uint8_t)(place + 1);
    lane->previous[place] = (uint8_t)(place - 1);
    lane->tokens[place] = table->byte_tokens[job->bytes[place]];
  }
  lane->previous[0] = LP_MERGE_LIMIT;
  lane->tokens[count] = lane->tokens[LP_MERGE_LIMIT] = 0;
  lp_rows_begin(&lane->rows, table, job->bytes, count, number);
  lane->job = job;
}

// Merges a pair; 0 if there is none.
static inline __attribute__((always_inline)) int lp_lane_step(
    const lp_merge_table *table, lp_lane *lane, size_t number) {
  uint32_t best = lp_rows_min(&lane->rows, number);
  if (__builtin_expect(best >= LP_NO_CANDIDATE, 0)) return 0;
  size_t place = best & (LP_MERGE_LIMIT - 1), gone = lane->next[place], right = lane->next[gone];
  size_t left = lane->previous[place];
  uint32_t product = table->products[best >> LP_PLACE_BITS];
  lane->tokens[place] = product;
  lane->next[place] = (uint8_t)right;
  lane->previous[right] = (uint8_t)place;
  uint32_t after = lp_merge_of(table, product, lane->tokens[right]) | (right < lane->job->count ? 0 : LP_NO_MERGE);
  uint32_t before = lp_merge_of(table, lane->tokens[left], product) | (place > 0 ? 0 : LP_NO_MERGE);
  lp_rows_set(&lane->rows, number, gone, place, lp_candidate(after, place), left, lp_candidate(before, left));
  return 1;
}

// Hands over the tokens of a word that is done.
static inline void lp_lane_end(lp_lane *lane) {
  lp_merge_job *job = lane->job;
  size_t found = 0;
  for (size_t place = 0; place < job->count; place = lane->next[place]) job->tokens[found++] = lane->tokens[place];
  job->found = found;
}

// Merges words whose candidates fill `number` rows or fewer.
static inline __attribute__((always_inline)) void lp_merge_in_turn(
    const lp_merge_table *table, lp_merge_job *const *jobs, size_t count, size_t number) {
  lp_lane lanes[LP_LANES], *active[LP_LANES];
  size_t begun = 0, turns = 0;
  for (; turns < LP_LANES && begun < count; turns++) {
    active[turns] = lanes + turns;
    lp_lane_begin(table, lanes + turns, jobs[begun++], number);
  }
  while (turns > 0) {
    for (size_t i = 0; i < turns; i++) {
      if (lp_lane_step(table, active[i], number)) continue;
      lp_lane_end(active[i]);
      if (begun < count) lp_lane_begin(table, active[i], jobs[begun++], number);
      else active[i--] = active[--turns];
    }
  }
}

static void lp_merge(const lp_merge_table *table, lp_merge_job *jobs, size_t count) {
  lp_merge_job *of_rows[4][LP_MERGE_JOBS];
  size_t counts[4] = {0, 0, 0, 0};
  for (size_t i = 0; i < count; i++) {
    size_t bytes = jobs[i].count;
    size_t width = bytes <= LP_ROW ? 0 : bytes <= 2 * LP_ROW ? 1 : bytes <= 4 * LP_ROW ? 2 : 3;
    of_rows[width][counts[width]++] = jobs + i;
  }
  lp_merge_in_turn(table, of_rows[0], counts[0], 1);
  lp_merge_in_turn(table, of_rows[1], counts[1], 2);
  lp_merge_in_turn(table, of_rows[2], counts[2], 4);
  lp_merge_in_turn(table, of_rows[3], counts[3], 8);
}
