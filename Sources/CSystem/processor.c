/*
  Which of our instruction sets this processor and operating system run, for `--version` of every tool, also of those that
  link no kernels. A test holds it to what CKernels picks.
*/
#include "CSystem.h"

const char *lp_instruction_set(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return "portable";
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")
          && __builtin_cpu_supports("avx512vl")
      ? "avx512"
      : "avx2";
#elif defined(__aarch64__)
  return "neon";
#else
  return "portable";
#endif
}
