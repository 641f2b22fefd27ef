#include "CSystem.h"

static int count;
static char **values;

#if defined(__APPLE__)
#include <crt_externs.h>
static void find(void) {
  count = *_NSGetArgc();
  values = *_NSGetArgv();
}
#elif defined(__GLIBC__)
static void find(void) {}
/* glibc calls the functions of .init_array with main's arguments. */
__attribute__((constructor)) static void remember(int argc, char **argv) {
  count = argc;
  values = argv;
}
#else
static void find(void) {}
#endif

int lp_argument_count(void) {
  find();
  return count;
}

const char *lp_argument(int index) { return index >= 0 && index < lp_argument_count() ? values[index] : NULL; }
