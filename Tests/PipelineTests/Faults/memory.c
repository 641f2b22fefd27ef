/*
  What a system without memory does to programs: lets requests for memory fail, in an unchanged tool.

    LD_PRELOAD=memory.so MEMORY_AT=7 MEMORY_LEAST=65536 bpe-train …

  MEMORY_AT      which request fails, counted from 1 over all threads; 0 for none
  MEMORY_ALL     set: it and all after it fail
  MEMORY_LEAST   only requests of so many bytes or more count; absent: all
  MEMORY_REPORT  a file that gets a line `requests N` at the end

  Counted are malloc, calloc, realloc, posix_memalign, aligned_alloc and mmap of anonymous memory. Linux with glibc only.
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_long requests;
static long at, least;
static int all, is_ready;

/* Not before the program itself begins: the loader asks for memory too. */
__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("MEMORY_AT");
  at = text ? atol(text) : 0;
  text = getenv("MEMORY_LEAST");
  least = text ? atol(text) : 0;
  all = getenv("MEMORY_ALL") != NULL;
  is_ready = 1;
}

static int fails(size_t bytes) {
  if (!is_ready || bytes < (size_t)least) return 0;
  long number = atomic_fetch_add(&requests, 1) + 1;
  if (at < 1 || number < at || (number > at && !all)) return 0;
  errno = ENOMEM;
  return 1;
}

__attribute__((destructor)) static void end(void) {
  const char *file = getenv("MEMORY_REPORT");
  char line[64];
  if (!file) return;
  int length = snprintf(line, sizeof line, "requests %ld\n", atomic_load(&requests));
  long descriptor = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0666);
  syscall(SYS_write, descriptor, line, (size_t)length);
  syscall(SYS_close, descriptor);
}

void *malloc(size_t bytes) { return fails(bytes) ? NULL : __libc_malloc(bytes); }

void *calloc(size_t count, size_t bytes) {
  return fails(count * bytes) ? NULL : __libc_calloc(count, bytes);
}

void *realloc(void *old, size_t bytes) { return bytes && fails(bytes) ? NULL : __libc_realloc(old, bytes); }

void *aligned_alloc(size_t alignment, size_t bytes) {
  return fails(bytes) ? NULL : __libc_memalign(alignment, bytes);
}

int posix_memalign(void **result, size_t alignment, size_t bytes) {
  if (fails(bytes)) return ENOMEM;
  void *memory = __libc_memalign(alignment, bytes);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}

void *mmap(void *start, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
  if ((flags & MAP_ANONYMOUS) && !(flags & MAP_FIXED) && fails(bytes)) return MAP_FAILED;
  return (void *)syscall(SYS_mmap, start, bytes, protection, flags, descriptor, offset);
}
