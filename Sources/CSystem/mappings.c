#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "CSystem.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

/* As many as Linux lets a process map by default. */
enum { SLOTS = 65536 };

static struct slot {
  uintptr_t start;
  atomic_size_t length; /* 0: free */
  atomic_int is_cut;
} slots[SLOTS];

static atomic_int any_was_cut;
static atomic_int used; /* slots below this have been used */
static int next_free;   /* under the lock, as all changes */
static uintptr_t page = 4096;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void give_up(void) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, NULL);
}

static void fill_hole(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  uintptr_t address = (uintptr_t)info->si_addr;
  int count = atomic_load(&used);
  for (int i = 0; i < count; i++) {
    size_t length = atomic_load(&slots[i].length);
    if (!length || address < slots[i].start || address - slots[i].start >= length) continue;
    atomic_store(&slots[i].is_cut, 1);
    atomic_store(&any_was_cut, 1);
    /* All that follows is beyond the end of the file too. */
    uintptr_t from = address & ~(page - 1), end = slots[i].start + length;
    void *zeros =
        mmap((void *)from, end - from, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_ANON, -1, 0);
    if (zeros == MAP_FAILED) break;
    return;
  }
  /* Not ours: the read is repeated and ends the process. */
  give_up();
}

static void install(void) {
  struct sigaction action = {.sa_sigaction = fill_hole, .sa_flags = SA_SIGINFO};
  long size = sysconf(_SC_PAGESIZE);
  if (size > 0) page = (uintptr_t)size;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, NULL);
}

int lp_watch_mapping(const void *start, size_t length) {
  int found = -1;
  pthread_once(&once, install);
  pthread_mutex_lock(&lock);
  for (int tried = 0; tried < SLOTS; tried++) {
    int i = (next_free + tried) % SLOTS;
    if (atomic_load(&slots[i].length)) continue;
    slots[i].start = (uintptr_t)start;
    atomic_store(&slots[i].is_cut, 0);
    if (i >= atomic_load(&used)) atomic_store(&used, i + 1);
    atomic_store(&slots[i].length, length);
    next_free = (i + 1) % SLOTS;
    found = i;
    break;
  }
  pthread_mutex_unlock(&lock);
  return found;
}

void lp_forget_mapping(int slot) {
  if (slot < 0) return;
  pthread_mutex_lock(&lock);
  atomic_store(&slots[slot].length, 0);
  if (slot < next_free) next_free = slot;
  pthread_mutex_unlock(&lock);
}

int lp_mapping_is_cut(int slot) { return slot >= 0 && atomic_load(&slots[slot].is_cut); }

int lp_any_mapping_was_cut(void) { return atomic_load(&any_was_cut); }
