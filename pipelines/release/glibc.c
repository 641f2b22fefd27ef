/*
  What an archive that release/build.sh links with wants of a C library newer than the one linked with. Nothing is included:
  newer headers would lead these names to themselves.

  libstdc++'s counters of references ask it whether the process has ever had a second thread (glibc 2.32), to leave out
  atomic operations where it has not. Here the answer is always that it may have.

  A Swift that was built on glibc 2.38 or newer calls strlcpy, and strtol and its like under the names that they have for
  C23, where a number in base 0 or 2 may begin with 0b. No such number is read. Another Swift may bring some of them itself.
*/
#define HIDDEN __attribute__((visibility("hidden"), weak))

typedef __SIZE_TYPE__ size_t;

long strtol(const char *, char **, int);
long long strtoll(const char *, char **, int);
int vsscanf(const char *, const char *, __builtin_va_list);

HIDDEN char __libc_single_threaded = 0;

HIDDEN long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }

HIDDEN long long __isoc23_strtoll(const char *text, char **end, int base) { return strtoll(text, end, base); }

HIDDEN int __isoc23_sscanf(const char *text, const char *format, ...) {
  __builtin_va_list arguments;
  __builtin_va_start(arguments, format);
  int count = vsscanf(text, format, arguments);
  __builtin_va_end(arguments);
  return count;
}

HIDDEN size_t strlcpy(char *to, const char *from, size_t size) {
  size_t length = 0;
  for (; from[length]; length++)
    if (length + 1 < size) to[length] = from[length];
  if (size) to[length < size ? length : size - 1] = 0;
  return length;
}
