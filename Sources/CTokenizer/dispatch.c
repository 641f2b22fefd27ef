// Picks the loops of an instruction set by name, if this processor and operating system run it.

#include "include/CTokenizer.h"

#include <string.h>

extern const lp_tokenizer_kernels lp_tokenizer_portable;

#if defined(__x86_64__)
extern const lp_tokenizer_kernels lp_tokenizer_avx2, lp_tokenizer_avx512;

static int runs_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("aes") && __builtin_cpu_supports("bmi")
      && __builtin_cpu_supports("bmi2");
}

static int runs_avx512(void) {
  return runs_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
      && __builtin_cpu_supports("avx512vl");
}
#elif defined(__aarch64__)
extern const lp_tokenizer_kernels lp_tokenizer_neon;
#endif

const lp_tokenizer_kernels *lp_tokenizer_kernels_named(const char *name) {
  if (strcmp(name, "portable") == 0) return &lp_tokenizer_portable;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (strcmp(name, "avx512") == 0 && runs_avx512()) return &lp_tokenizer_avx512;
  if (strcmp(name, "avx2") == 0 && runs_avx2()) return &lp_tokenizer_avx2;
#elif defined(__aarch64__)
  if (strcmp(name, "neon") == 0) return &lp_tokenizer_neon;
#endif
  return NULL;
}
