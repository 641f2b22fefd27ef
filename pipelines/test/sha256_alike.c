// Runs SHA-256 with the instructions of one kind of processor beside the portable code, and that against published
// digests: for machines that the test suite does not run on. See pipelines/test/neon.sh.

#include "CSHA256.h"

#include <stdio.h>
#include <string.h>

static int failures = 0;

static void expect(int holds, const char *what, const char *name) {
  if (!holds) printf("%-28s FAIL  %s\n", what, name), failures++;
}

/// The digest of bytes that arrive in pieces of up to `longest`.
static void digest_of(const lp_sha256_code *code, const uint8_t *bytes, size_t count, size_t longest, uint8_t *digest) {
  lp_sha256 hash = lp_sha256_begin(code);
  for (size_t start = 0; start < count; start += longest) {
    lp_sha256_update(&hash, bytes + start, count - start < longest ? count - start : longest);
  }
  lp_sha256_digest(&hash, digest);
}

/// FIPS 180-4's examples: one block, two blocks, a million letters.
static void published(const lp_sha256_code *code) {
  static uint8_t million[1000000];
  memset(million, 'a', sizeof million);
  const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  struct { const void *bytes; size_t count; const char *digest; } examples[] = {
      {"abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {two, strlen(two), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {million, sizeof million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
    uint8_t digest[LP_SHA256_DIGEST];
    char text[2 * LP_SHA256_DIGEST + 1];
    digest_of(code, examples[i].bytes, examples[i].count, SIZE_MAX, digest);
    for (int j = 0; j < LP_SHA256_DIGEST; j++) snprintf(text + 2 * j, 3, "%02x", digest[j]);
    expect(strcmp(text, examples[i].digest) == 0, "a published digest", code->name);
  }
}

int main(int count, char **arguments) {
  const char *name = count > 1 ? arguments[1] : "portable";
  const lp_sha256_code *portable = lp_sha256_code_named("portable"), *code = lp_sha256_code_named(name);
  if (!code) {
    printf("sha256_alike: this machine does not run %s; skipped\n", name);
    return 0;
  }
  published(portable);
  published(code);
  uint8_t bytes[400];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(i * 167 + (i >> 3) * 13 + 5);
  for (size_t length = 0; length <= 300; length++) {
    // Every alignment, and pieces of every length.
    const uint8_t *start = bytes + length % 67;
    uint8_t whole[LP_SHA256_DIGEST], pieces[LP_SHA256_DIGEST];
    digest_of(portable, start, length, SIZE_MAX, whole);
    for (size_t longest = 1; longest <= length + 1; longest++) {
      digest_of(code, start, length, longest, pieces);
      expect(memcmp(whole, pieces, sizeof whole) == 0, "lengths and pieces", code->name);
    }
  }
  printf("%-28s %s  %s\n", "sha-256", failures ? "FAIL" : "ok  ", code->name);
  return failures != 0;
}
