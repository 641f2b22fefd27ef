#!/usr/bin/env bash
#
# Searches for inputs that break a reader, with libFuzzer guided by coverage, under the address sanitizer.
#
#   pipelines/test/fuzz.sh                    every target in turn, 60 seconds each
#   pipelines/test/fuzz.sh receipt 3600       one target for an hour
#   pipelines/test/fuzz.sh receipt FILE…      one target on these files: does a finding still break it?
#   pipelines/test/fuzz.sh --merge receipt    keeps the smallest set of the inputs found that covers the same code
#
# Inputs that reach new code are collected in .build-fuzz/found/TARGET, and inputs that break a property in
# .build-fuzz/broken/TARGET. Tests/FuzzingTests/Targets has the targets and their properties. `swift test` replays the
# committed inputs. Needs Linux and a Swift toolchain with libFuzzer (those of swift.org have it). The first build takes
# as long as any other.
. "$(dirname "$0")/../lib.sh"

build=.build-fuzz tests=Tests/FuzzingTests

LETTERPRESS_FUZZER=1 LETTERPRESS_WATCH="-fsanitize=fuzzer-no-link,address" swift build -c release \
  --scratch-path "$build" -Xswiftc -enable-testing -Xswiftc -sanitize=fuzzer,address --product fuzzer >&2

# Swift's runtime leaves what lives as long as the process; stacks of allocations cost more than all the rest; and
# Swift's own report of a crash takes minutes in such a program.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:malloc_context_size=2:quarantine_size_mb=64

# The longest input of a target: some readers have slow oracles, others need whole files.
longest() {
  case $1 in
    training) echo 60 ;;
    pretokens | cut-points | encoding | round-trip-* | decoding | merging | tokenizer | merges-text) echo 200 ;;
    ranks | tokenizer-alone | shard | built-shard | receipt | model-file | model-folder | torch-file | pickle) echo 4000 ;;
    *) echo 1000 ;;
  esac
}

fuzz() {
  local target=$1
  shift
  local found="$build/found/$target" broken="$build/broken/$target"
  local flags=(-timeout=60 -rss_limit_mb=4096 -max_len="$(longest "$target")")
  mkdir -p "$found" "$broken"
  local dictionary=$tests/Dictionaries/$target.dict
  case $target in round-trip-*) dictionary=$tests/Dictionaries/pretokens.dict ;; esac
  if [ -f "$dictionary" ]; then flags+=(-dict="$dictionary"); fi
  LETTERPRESS_FUZZER=$target "$build/release/fuzzer" "${flags[@]}" -artifact_prefix="$broken/" -print_final_stats=1 "$@"
}

targets() { ls "$tests/Corpus"; }

case ${1:-} in
  --merge)
    target=${2:?which target?}
    kept=$(mktemp -d)
    fuzz "$target" -merge=1 "$kept" "$tests/Corpus/$target" "$build/found/$target"
    rm -f "$tests/Corpus/$target"/*
    for file in "$kept"/*; do mv "$file" "$tests/Corpus/$target/$(basename "$file" | cut -c1-8)"; done
    rmdir "$kept"
    say "$target: $(find "$tests/Corpus/$target" -type f | wc -l) inputs, $(du -sb "$tests/Corpus/$target" | cut -f1) bytes"
    ;;
  "")
    for target in $(targets); do
      say "$target"
      fuzz "$target" -max_total_time=60 "$build/found/$target" "$tests/Corpus/$target"
    done
    ;;
  *)
    target=$1
    shift
    if [ ! -d "$tests/Corpus/$target" ]; then
      refuse "no target $target (expected one of: $(targets | tr '\n' ' '))"
    fi
    if [ -f "${1:-}" ]; then
      fuzz "$target" "$@"
    else
      fuzz "$target" -max_total_time="${1:-60}" "$build/found/$target" "$tests/Corpus/$target"
    fi
    ;;
esac
