// The tokenizer's kernels of one instruction set beside the portable ones: where every pattern cuts random texts, which
// pretokens a cache holds, and how bytes merge. See pipelines/test/neon.sh.
//
//   tokenizer_alike NAME

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CTokenizer.h"

enum { LONGEST = 600, ROUNDS = 3000 };

static uint64_t state = 1;
static uint32_t below(uint32_t bound) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (uint32_t)(state >> 33) % bound;
}

static void fail(const char *what, int round) {
  printf("tokenizer_alike: %s differs in round %d\n", what, round);
  exit(1);
}

// Bytes that matter to patterns, and UTF-8 of one to four bytes, whole or not.
static size_t random_text(uint8_t *text) {
  static const char *pieces[] = {
      "a", "B", "s", "'", "'ll", "'S", "\xC5\xBF", "1", "23", " ", "  ", "\n", "\r\n", "\t", "!", "/", "(", "\xC3\xA9",
      "\xE2\x80\x94", "\xE3\x80\x80", "\xE6\xBC\xA2", "\xF0\x9F\x98\x80", "\xCC\x81", "\x01", "\x80", "\xE2\x80", "\xFF"};
  size_t count = 0, pieces_count = 1 + below(160);
  for (size_t i = 0; i < pieces_count; i++) {
    const char *piece = pieces[below(sizeof pieces / sizeof *pieces)];
    size_t length = strlen(piece);
    if (count + length > LONGEST) break;
    memcpy(text + count, piece, length);
    count += length;
  }
  return count;
}

// A class for every character: those of ASCII as they are, others at random, which every set must treat alike.
static void random_classes(uint8_t *classes, int pattern) {
  static const uint8_t plain[] = {0, 1, 2, 3}, cased[] = {0, 1, 2, 3, 4, 5, 6}, deepseek[] = {0, 1, 2, 3, 7, 8, 9, 10};
  int is_cased = pattern == LP_PATTERN_O200K, is_deepseek = pattern == LP_PATTERN_DEEPSEEK;
  for (size_t i = 0; i < LP_TEXT_CLASSES; i++) {
    classes[i] = is_cased ? cased[below(7)] : is_deepseek ? deepseek[below(8)] : plain[below(4)];
  }
  for (int i = 0; i < 128; i++) {
    int is_upper = i >= 'A' && i <= 'Z', is_lower = i >= 'a' && i <= 'z';
    int is_space = i == ' ' || (i >= 9 && i <= 13), is_visible = i > ' ' && i < 127;
    classes[i] = is_upper ? (is_cased ? LP_TEXT_UPPER : LP_TEXT_LETTER) : is_lower ? (is_cased ? LP_TEXT_LOWER : LP_TEXT_LETTER)
        : i >= '0' && i <= '9' ? LP_TEXT_NUMBER : is_space ? LP_TEXT_SPACE
        : is_deepseek && !is_visible ? LP_TEXT_UNMATCHED : LP_TEXT_OTHER;
  }
  classes[LP_TEXT_SCALARS] = is_deepseek ? LP_TEXT_UNMATCHED : LP_TEXT_OTHER;
}

static void scans(const lp_tokenizer_kernels *one, const lp_tokenizer_kernels *other) {
  static uint8_t text[LONGEST + 64], classes[LP_TEXT_CLASSES];
  static ptrdiff_t ends[2][2 * LONGEST];
  for (int pattern = 0; pattern < LP_PATTERNS; pattern++) {
    for (int round = 0; round < ROUNDS; round++) {
      if (round % 500 == 0) random_classes(classes, pattern);
      size_t count = random_text(text);
      int ends_text = below(4) != 0;
      size_t found = one->scan[pattern](text, count, ends_text, classes, 5, ends[0], 2 * LONGEST);
      size_t wanted = other->scan[pattern](text, count, ends_text, classes, 5, ends[1], 2 * LONGEST);
      if (found != wanted || memcmp(ends[0], ends[1], found * sizeof *ends[0])) fail("where a pattern cuts", round);
    }
  }
}

// Puts each look-up's pretoken into its set, and looks it up again.
static void lookups(const lp_tokenizer_kernels *one, int round) {
  static uint8_t text[LONGEST + 64];
  static lp_cached_set sets[64] __attribute__((aligned(64)));
  static uint8_t slots[64 * 192];
  lp_caches caches = {sets, 63, slots, 63, 192};
  lp_lookup found[LP_LOOKUPS];
  ptrdiff_t ends[LP_LOOKUPS];
  memset(sets, 0, sizeof sets);
  ptrdiff_t at = 0;
  for (int i = 0; i < LP_LOOKUPS; i++) {
    ptrdiff_t length = 1 + (ptrdiff_t)below(9);
    for (ptrdiff_t j = 0; j < length; j++) text[at + j] = (uint8_t)('a' + below(26));
    ends[i] = at += length;
  }
  uint32_t output[LP_LOOKUPS * LP_CACHED_TOKENS + 8], *end = output;
  one->prepare(text, 0, ends, LP_LOOKUPS, &caches, found);
  if (one->store(found, LP_LOOKUPS, &end) != 0) fail("an empty cache", round);
  for (int i = 0; i < LP_LOOKUPS; i++) {
    lp_cached_pretoken *entry = ((lp_cached_set *)found[i].set)->entries + (i & 1);
    memset(sets, 0, sizeof sets);
    memcpy(entry->key, found[i].key, sizeof entry->key);
    for (int j = 0; j < LP_CACHED_TOKENS; j++) entry->tokens[j] = (uint16_t)(1000 * i + j);
    entry->tokens[LP_CACHED_TOKENS] = 5;
    end = output;
    if (one->store(found + i, 1, &end) != 1 || end != output + 5 || output[4] != (uint16_t)(1000 * i + 4)) {
      fail("what the cache holds", round);
    }
  }
}

static void merges(const lp_tokenizer_kernels *one, const lp_tokenizer_kernels *other) {
  enum { MASK = 4095, RANKS = 900 };
  static uint64_t slots[MASK + 1 + LP_MERGE_WINDOW];
  static uint8_t tags[MASK + 1 + LP_MERGE_WINDOW];
  static uint32_t bytes_tokens[256], byte_merges[65536], products[RANKS];
  memset(slots, 0xFF, sizeof slots);
  memset(byte_merges, 0xFF, sizeof byte_merges);
  for (uint32_t i = 0; i < 256; i++) bytes_tokens[i] = i;
  for (uint32_t rank = 0; rank < RANKS; rank++) {
    uint32_t known = 256 + rank, left = rank < 300 ? 'a' + below(20) : below(known), right = rank < 300 ? 'a' + below(20) : below(known);
    uint64_t pair = (uint64_t)left << LP_ID_BITS | right, hash = lp_merge_hash(pair);
    products[rank] = known;
    size_t first = lp_merge_slot(hash, MASK), place = 0;
    int is_there = 0;
    for (size_t i = 0; i < LP_MERGE_WINDOW; i++) is_there |= slots[first + i] >> LP_ID_BITS == pair;
    while (place < LP_MERGE_WINDOW && slots[first + place] != UINT64_MAX) place++;
    if (is_there || place == LP_MERGE_WINDOW) continue;
    slots[first + place] = pair << LP_ID_BITS | rank;
    tags[first + place] = lp_merge_tag(hash);
    if (left < 256 && right < 256) byte_merges[left << 8 | right] = rank;
  }
  lp_merge_table table = {bytes_tokens, byte_merges, slots, tags, MASK, products};
  static uint8_t text[LP_MERGE_JOBS * LP_MERGE_LIMIT];
  static uint32_t tokens[2][LP_MERGE_JOBS * LP_MERGE_LIMIT];
  for (int round = 0; round < ROUNDS / 10; round++) {
    lp_merge_job jobs[2][LP_MERGE_JOBS];
    size_t count = 1 + below(LP_MERGE_JOBS), at = 0;
    for (size_t i = 0; i < count; i++) {
      size_t length = 1 + below(round % 2 ? 24 : LP_MERGE_LIMIT);
      for (size_t j = 0; j < length; j++) text[at + j] = (uint8_t)('a' + below(20));
      for (int set = 0; set < 2; set++) jobs[set][i] = (lp_merge_job){text + at, length, tokens[set] + at, 0};
      at += length;
    }
    one->merge(&table, jobs[0], count);
    other->merge(&table, jobs[1], count);
    for (size_t i = 0; i < count; i++) {
      size_t found = jobs[0][i].found;
      if (found != jobs[1][i].found || memcmp(jobs[0][i].tokens, jobs[1][i].tokens, found * 4)) fail("a merge", round);
    }
  }
}

int main(int count, char **arguments) {
  const lp_tokenizer_kernels *one = count > 1 ? lp_tokenizer_kernels_named(arguments[1]) : NULL;
  const lp_tokenizer_kernels *portable = lp_tokenizer_kernels_named("portable");
  if (!one || !portable) {
    printf("tokenizer_alike: no such instruction set here\n");
    return 1;
  }
  scans(one, portable);
  for (int round = 0; round < ROUNDS / 10; round++) lookups(one, round);
  merges(one, portable);
  printf("tokenizer_alike: %s is as the portable code\n", arguments[1]);
  return 0;
}
