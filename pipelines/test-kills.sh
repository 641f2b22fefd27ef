#!/usr/bin/env bash
#
# kill -9 in every stage, then the same command again: the outputs must be as if nothing had happened, no temporary
# file may be left, and the manifest must be true.
#
#   pipelines/test-kills.sh                  100 random instants and every call, for each stage (some minutes)
#   ROUNDS=5 CALLS=8 pipelines/test-kills.sh shard lm-train
#
# Two kinds of instants. ROUNDS random ones within the time that the stage takes. And before each of the system calls
# that change the disk (open to create, write, sync, rename, unlink, truncate, mkdir), of the tool and of SQLite alike,
# by a library that is loaded into the unchanged tool: so the instant between an output's rename and its receipt is
# always among them. CALLS limits these to so many, spread evenly; it needs a C compiler and is skipped without.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$(cd "${BIN:-.build/release}" && pwd)
rounds=${ROUNDS:-100}
calls=${CALLS:-1000}
stages=("$@")
[ ${#stages[@]} -gt 0 ] || stages=(tell-stories bpe-train bpe-encode shard lm-train lm-eval)

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
export LETTERPRESS_MANIFEST=manifest.db

# The whole pipeline, tiny. lm-train starts, goes on, or finds its work done by the same command.
run_stage() {
  case $1 in
    tell-stories) set -- tell-stories --megabytes 1 --output corpus.txt ;;
    bpe-train) set -- bpe-train --input corpus.txt --vocab-size 400 --special-token '<|endoftext|>' --output tokenizer ;;
    bpe-encode) set -- bpe-encode --tokenizer tokenizer --input corpus.txt --parts 3 --output encoded ;;
    shard) set -- shard --input encoded --shuffle --seed 1 --valid-fraction 0.1 --output dataset ;;
    lm-train)
      set -- lm-train --dataset dataset --output model --resume --context-length 16 --d-model 16 --layers 1 --heads 2 \
        --d-ff 32 --steps 24 --batch-size 2 --warmup-steps 2 --validate-every 6 --validation-tokens 200 \
        --checkpoint-every 4 --keep 2
      ;;
    lm-eval) set -- lm-eval --checkpoint model --dataset dataset --tokenizer tokenizer --max-tokens 500 --output eval.json ;;
  esac
  "${wrap[@]}" "$bin/$1" "${@:2}" >"$root/log" 2>&1
}

# Names and contents of all outputs. Of records of the course of a training everything but times.
contents() {
  (
    cd "$1"
    find . -type f ! -path './receipts/*' ! -name 'manifest.db*' ! -name 'metrics.jsonl' ! -name 'events.out*' \
      -exec sha256sum {} + | LC_ALL=C sort -k 2
    find . -name metrics.jsonl -exec sed -E 's/"(seconds|tokens_per_second)":[0-9.e+-]+,?//g' {} +
  )
}

fail() {
  printf 'kills: %s, %s: %s\n' "$stage" "$instant" "$1" >&2
  tail -n 20 "$root/log" >&2
  exit 1
}

# Starts from a copy of the folder before the stage, kills, runs again and looks at everything.
check() {
  rm -rf "$root/work"
  cp -a "$root/before" "$root/work"
  cd "$root/work"
  local code=0
  # The shell's own word on the killed is not wanted.
  {
    if [ -n "$delay" ]; then
      wrap=(exec)
      run_stage "$stage" &
      sleep "$delay"
      kill -KILL $! || true
      wait $! || code=$?
    else
      run_stage "$stage" || code=$?
    fi
  } 2>/dev/null
  [ "$code" -eq 0 ] || [ "$code" -eq 137 ] || fail "exit code $code"
  if [ "$code" -eq 137 ]; then killed=$((killed + 1)); fi
  wrap=(env)
  run_stage "$stage" || fail "the second start failed"
  if ! diff <(contents .) "$root/expected" >"$root/differences"; then
    cat "$root/differences" >&2
    fail "the outputs are others"
  fi
  left=$(find . -name '.*.tmp-*' -o -name '*.rebuild-*' -o -name '*-journal')
  [ -z "$left" ] || fail "left: $left"
  "$bin/manifest" verify --full --quiet >"$root/log" 2>&1 || fail "verify --full"
  [ "$(sqlite3 manifest.db 'PRAGMA integrity_check')" = ok ] || fail "manifest.db is damaged"
  [ "$(sqlite3 manifest.db 'SELECT count(*) FROM unfinished')" = 0 ] || fail "something is unfinished"
  tables >"$root/ingested"
  "$bin/manifest" rebuild >/dev/null 2>&1
  tables | diff - "$root/ingested" >&2 || fail "a rebuild gives other rows"
  cd "$root"
}

# What a rebuild must give again, row by row.
tables() {
  for table in run artifact location io metric receipt; do sqlite3 manifest.db "SELECT * FROM $table" | LC_ALL=C sort; done
}

compile_killer() {
  cat >"$root/killer.c" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
static atomic_int count;
/* Ends the process before the call number KILL_AT. */
static void call(void) {
  const char *at = getenv("KILL_AT");
  if (at && atomic_fetch_add(&count, 1) + 1 == atoi(at)) kill(getpid(), SIGKILL);
}
__attribute__((destructor)) static void report(void) {
  const char *path = getenv("KILL_COUNT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (file) { fprintf(file, "%d\n", atomic_load(&count)); fclose(file); }
}
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define OPEN(name)                                                        \
  int name(const char *path, int flags, ...) {                            \
    va_list list; va_start(list, flags);                                  \
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;             \
    va_end(list);                                                         \
    if (flags & O_CREAT) call();                                          \
    return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name))(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)
ssize_t write(int f, const void *b, size_t n) { if (f > 2) call(); return NEXT(write)(f, b, n); }
ssize_t pwrite(int f, const void *b, size_t n, off_t o) { call(); return NEXT(pwrite)(f, b, n, o); }
ssize_t pwrite64(int f, const void *b, size_t n, off64_t o) { call(); return NEXT(pwrite64)(f, b, n, o); }
int fsync(int f) { call(); return NEXT(fsync)(f); }
int fdatasync(int f) { call(); return NEXT(fdatasync)(f); }
int ftruncate(int f, off_t n) { call(); return NEXT(ftruncate)(f, n); }
int ftruncate64(int f, off64_t n) { call(); return NEXT(ftruncate64)(f, n); }
int rename(const char *a, const char *b) { call(); return NEXT(rename)(a, b); }
int unlink(const char *a) { call(); return NEXT(unlink)(a); }
int mkdir(const char *a, mode_t m) { call(); return NEXT(mkdir)(a, m); }
END
  local compiler
  for compiler in "${CC:-}" cc clang gcc; do
    if [ -n "$compiler" ] && command -v "$compiler" >/dev/null 2>&1 \
      && "$compiler" -shared -fPIC -O1 -o "$root/killer.so" "$root/killer.c" -ldl 2>"$root/log"; then
      return
    fi
  done
  printf 'kills: no C compiler: only random instants\n' >&2
}

if [ "$(uname)" = Linux ]; then compile_killer; fi
mkdir "$root/before"
delay=
for stage in tell-stories bpe-train bpe-encode shard lm-train lm-eval; do
  rm -rf "$root/done"
  cp -a "$root/before" "$root/done"
  cd "$root/done"
  instant="not killed"
  wrap=(env)
  start=$(date +%s%N)
  run_stage "$stage" || fail "failed"
  took=$((($(date +%s%N) - start) / 1000))
  contents . >"$root/expected"
  cd "$root"
  if [[ " ${stages[*]} " == *" $stage "* ]]; then
    killed=0
    # Longer than a second is not needed: stages are tiny.
    if [ "$took" -gt 999999 ]; then took=999999; fi
    for ((round = 1; round <= rounds; round++)); do
      delay=$(printf '0.%06d' $((took * (RANDOM * 32768 + RANDOM) / (32768 * 32768))))
      instant="after $delay s"
      check
    done
    report=$(printf 'kills: %-12s %3d random instants, %d of them before the end' "$stage" "$rounds" "$killed")
    if [ -e "$root/killer.so" ]; then
      cp -a "$root/before" "$root/work2"
      (cd "$root/work2" && wrap=(env LD_PRELOAD="$root/killer.so" KILL_AT=0 KILL_COUNT="$root/count") \
        && run_stage "$stage")
      rm -rf "$root/work2"
      total=$(cat "$root/count")
      delay=
      stride=$(((total + calls - 1) / calls))
      tried=0
      for ((number = 1; number <= total; number += stride)); do
        instant="before call $number of $total"
        wrap=(env LD_PRELOAD="$root/killer.so" KILL_AT="$number")
        check
        tried=$((tried + 1))
      done
      report="$report; before $tried of $total calls"
    fi
    printf '%s: as if never killed\n' "$report"
  fi
  rm -rf "$root/before"
  mv "$root/done" "$root/before"
done
