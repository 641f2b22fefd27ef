/*
  What disks and systems do to programs: lets calls that change files fail, in an unchanged tool.

    LD_PRELOAD=faults.so FAULT=ENOSPC FAULT_AT=7 FAULT_UNDER=$PWD bpe-train …

  FAULT         what happens: ENOSPC, EIO, EINTR; short (half of a write or read is done); kill (SIGKILL before the call)
  FAULT_AT      to which call, counted from 1 over all threads; 0 for none
  FAULT_EVERY   and to every so many calls after it; 0 or absent for that call only
  FAULT_UNDER   files below this folder count; absent: all
  FAULT_REPORT  a file that gets a line `NAME PATH` for each call that failed, and `calls N` at the end

  Counted are open (to write or create), write, pwrite, fsync, fdatasync, ftruncate, rename, unlink, rmdir and mkdir;
  of these ENOSPC befalls those that need space, EINTR those that POSIX lets be interrupted, and short only writes. For
  EINTR and short, reads count too.
  SQLite takes EINTR from fsync for a failure of the disk, and local file systems never give it: left out.

  Linux only. Layering: guards (what counts) < befall (the decision and its report) < one wrapper for each call.
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { OPENS = 1, WRITES = 2, SYNCS = 4, CHANGES = 8, REMOVALS = 16, READS = 32 };

static atomic_long calls;

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

/* The kinds of calls that the fault befalls, and the error that they return (0: short, -1: kill). */
static int kinds(int *code) {
  const char *fault = getenv("FAULT");
  if (!fault) return 0;
  *code = 0;
  if (!strcmp(fault, "short")) return WRITES | READS;
  *code = EINTR;
  if (!strcmp(fault, "EINTR")) return OPENS | WRITES | SYNCS | READS;
  *code = !strcmp(fault, "kill") ? -1 : !strcmp(fault, "ENOSPC") ? ENOSPC : EIO;
  return OPENS | WRITES | SYNCS | CHANGES | (*code == ENOSPC ? 0 : REMOVALS);
}

static int is_under(const char *path) {
  const char *root = getenv("FAULT_UNDER");
  char absolute[2 * PATH_MAX];
  if (!root) return 1;
  if (path[0] != '/') {
    if (!getcwd(absolute, PATH_MAX)) return 0;
    strcat(strcat(absolute, "/"), path);
    path = absolute;
  }
  size_t length = strlen(root);
  return !strncmp(path, root, length) && (path[length] == '/' || !path[length]);
}

static void report(const char *name, const char *path) {
  const char *file = getenv("FAULT_REPORT");
  char line[PATH_MAX + 64];
  if (!file) return;
  int length = snprintf(line, sizeof line, "%s %s\n", name, path);
  long descriptor = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0666);
  syscall(SYS_write, descriptor, line, (size_t)length);
  syscall(SYS_close, descriptor);
}

/* Whether this call is one that fails; `errno` says how. */
static int befall(int kind, const char *name, const char *path) {
  int code;
  if (!(kinds(&code) & kind) || !is_under(path)) return 0;
  if (code == EINTR && kind == SYNCS && strstr(path, "manifest.db")) return 0;
  long at = number("FAULT_AT"), every = number("FAULT_EVERY"), call = atomic_fetch_add(&calls, 1) + 1;
  if (at < 1 || call < at || (call > at && (every < 1 || (call - at) % every))) return 0;
  report(name, path);
  if (code < 0) kill(getpid(), SIGKILL);
  errno = code;
  return 1;
}

/* To open what is there needs no space. */
static int may_fail(const char *path) {
  const char *fault = getenv("FAULT");
  return !fault || strcmp(fault, "ENOSPC") || access(path, F_OK);
}

static int befall_file(int kind, const char *name, int descriptor) {
  char link[64], path[PATH_MAX];
  struct stat status;
  if (descriptor <= 2 || fstat(descriptor, &status) || !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return befall(kind, name, path);
}

__attribute__((destructor)) static void end(void) {
  char count[32];
  snprintf(count, sizeof count, "%ld", atomic_load(&calls));
  report("calls", count);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                                           \
  int name(const char *path, int flags, ...) {                                               \
    va_list list;                                                                            \
    va_start(list, flags);                                                                   \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(list, mode_t) : 0;                \
    va_end(list);                                                                            \
    if ((flags & O_ACCMODE) != O_RDONLY && may_fail(path) && befall(OPENS, "open", path))    \
      return -1;                                                                             \
    return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name))(path, flags, mode);    \
  }
OPEN(open)
OPEN(open64)

/* A call that moves bytes: half of them if it is to be short. */
#define MOVE(kind, type, name, label, parameters, arguments)  \
  type name parameters {                                      \
    if (befall_file(kind, label, f)) {                        \
      if (errno) return -1;                                   \
      if (n > 1) n /= 2;                                      \
    }                                                         \
    return NEXT(name) arguments;                              \
  }
MOVE(WRITES, ssize_t, write, "write", (int f, const void *b, size_t n), (f, b, n))
MOVE(WRITES, ssize_t, pwrite, "pwrite", (int f, const void *b, size_t n, off_t o), (f, b, n, o))
MOVE(WRITES, ssize_t, pwrite64, "pwrite", (int f, const void *b, size_t n, off64_t o), (f, b, n, o))
MOVE(READS, ssize_t, read, "read", (int f, void *b, size_t n), (f, b, n))
MOVE(READS, ssize_t, pread, "pread", (int f, void *b, size_t n, off_t o), (f, b, n, o))
MOVE(READS, ssize_t, pread64, "pread", (int f, void *b, size_t n, off64_t o), (f, b, n, o))

#define ON_FILE(kind, name, label, parameters, arguments) \
  int name parameters { return befall_file(kind, label, f) ? -1 : NEXT(name) arguments; }
ON_FILE(SYNCS, fsync, "fsync", (int f), (f))
ON_FILE(SYNCS, fdatasync, "fdatasync", (int f), (f))
ON_FILE(SYNCS, ftruncate, "ftruncate", (int f, off_t n), (f, n))
ON_FILE(SYNCS, ftruncate64, "ftruncate", (int f, off64_t n), (f, n))

#define ON_PATH(kind, name, parameters, arguments) \
  int name parameters { return befall(kind, #name, p) ? -1 : NEXT(name) arguments; }
ON_PATH(CHANGES, rename, (const char *p, const char *q), (p, q))
ON_PATH(REMOVALS, unlink, (const char *p), (p))
ON_PATH(REMOVALS, rmdir, (const char *p), (p))
ON_PATH(CHANGES, mkdir, (const char *p, mode_t m), (p, m))
