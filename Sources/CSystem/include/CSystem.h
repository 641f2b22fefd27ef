/*
  What Swift cannot do by itself in a process: know its arguments as bytes, survive a mapped file that is cut, take a
  text from the build, ask the processor what it runs, and start a program in another directory.
*/
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <stddef.h>
#include <stdint.h>

/* The arguments of the process as the system gave them, argv[0] first; 0 and NULL where it gave none.
   Swift's own list is read from /proc, is empty where that is not mounted, and has U+FFFD for bytes that are not UTF-8. */
int lp_argument_count(void);
const char *lp_argument(int index);

/* The commit that the program was built from, 12 digits and perhaps "+changes"; NULL where nobody told. */
const char *lp_commit(void);

/* The fastest instruction set of this machine for which there are kernels: avx512, avx2, neon or portable. */
const char *lp_instruction_set(void);

/* Starts a program in a directory, with the variables of this process; argv ends with NULL. Returns 0 and the child's id,
   or an errno. Swift sees neither the list of variables nor the call that sets the directory. */
int lp_spawn(int *pid, const char *program, char *const argv[], const char *directory);

/*
  Mapped files. To read beyond the end of a file that was cut after it was mapped is SIGBUS, which ends a process
  without a word. Of a watched mapping such a read gives zeros instead, and the mapping is marked as cut: the reader
  goes on to its next check and reports the file.

  Safety: the handler touches only this table, `mmap` and `sigaction`. A slot is written by one thread before it is
  published by its length, and read by the handler in whichever thread meets the hole.
*/

/* Watches a mapping; returns its slot, or -1 where the table is full (such a mapping is not watched). */
int lp_watch_mapping(const void *start, size_t length);
/* Forgets a mapping; call it before munmap. */
void lp_forget_mapping(int slot);
/* Whether a read beyond the end of the file was met in a mapping that is watched. */
int lp_mapping_is_cut(int slot);
/* Whether that ever happened in this process. */
int lp_any_mapping_was_cut(void);

#endif
