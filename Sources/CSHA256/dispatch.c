// Picks the code of an instruction set by name, if this processor runs it.

#include "include/CSHA256.h"

#include <string.h>

extern const lp_sha256_code lp_sha256_portable;

#if defined(__x86_64__)
#include <cpuid.h>

extern const lp_sha256_code lp_sha256_sha_ni, lp_sha256_x86_64_v3;

// Asked of the processor itself: not every compiler's `__builtin_cpu_supports` knows "sha". The registers are those of
// SSE, which every 64-bit system saves.
static int runs_sha_ni(void) {
  unsigned eax, ebx, ecx, edx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_SSSE3) || !(ecx & bit_SSE4_1)) return 0;
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (ebx & bit_SHA);
}

static int runs_x86_64_v3(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
#elif defined(__aarch64__)
extern const lp_sha256_code lp_sha256_armv8;

#if defined(__APPLE__)
static int runs_armv8(void) { return 1; }  // every one since the A7
#elif defined(__linux__)
#include <sys/auxv.h>

static int runs_armv8(void) { return (getauxval(AT_HWCAP) >> 6 & 1) != 0; }  // HWCAP_SHA2
#else
static int runs_armv8(void) { return 0; }
#endif
#endif

const lp_sha256_code *lp_sha256_code_named(const char *name) {
  if (strcmp(name, "portable") == 0) return &lp_sha256_portable;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (strcmp(name, "sha-ni") == 0 && runs_sha_ni()) return &lp_sha256_sha_ni;
  if (strcmp(name, "x86-64-v3") == 0 && runs_x86_64_v3()) return &lp_sha256_x86_64_v3;
#elif defined(__aarch64__)
  if (strcmp(name, "armv8") == 0 && runs_armv8()) return &lp_sha256_armv8;
#endif
  return NULL;
}
