# shellcheck shell=bash
#
# What test-kills.sh, test-faults.sh, test-memory.sh and test-together.sh share: the whole pipeline, tiny, in a folder; what it must come to; and a
# library by which system calls fail in the unchanged tools (Linux with a C compiler).

bin=$(cd "${BIN:-.build/release}" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
export LETTERPRESS_MANIFEST=manifest.db
all_stages=(tell-stories bpe-train bpe-encode shard lm-train lm-eval)
wrap=(env)

# One stage; more flags may follow. lm-train starts, goes on, or finds its work done by the same command.
run_stage() {
  local stage=$1 more=("${@:2}")
  case $stage in
    tell-stories) set -- --megabytes 1 --output corpus.txt ;;
    bpe-train) set -- --input corpus.txt --vocab-size 400 --special-token '<|endoftext|>' --output tokenizer ;;
    bpe-encode) set -- --tokenizer tokenizer --input corpus.txt --parts 3 --output encoded ;;
    shard) set -- --input encoded --shuffle --seed 1 --valid-fraction 0.1 --output dataset ;;
    lm-train)
      set -- --dataset dataset --output model --resume --context-length 16 --d-model 16 --layers 1 --heads 2 \
        --d-ff 32 --steps 24 --batch-size 2 --warmup-steps 2 --validate-every 6 --validation-tokens 200 \
        --checkpoint-every 4 --keep 2
      ;;
    lm-eval) set -- --checkpoint model --dataset dataset --tokenizer tokenizer --max-tokens 500 --output eval.json ;;
  esac
  "${wrap[@]}" "$bin/$stage" "$@" "${more[@]}" >"$root/log" 2>&1
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

# What a rebuild must give again, row by row.
tables() {
  for table in run artifact location io metric receipt; do sqlite3 manifest.db "SELECT * FROM $table" | LC_ALL=C sort; done
}

left_overs() { find . -name '.*.tmp-*' -o -name '*.rebuild-*' -o -name '*-journal' -o -name '.*.lock' -o -name .lock; }

# The outputs are those of "$root/expected", nothing else is left, and the manifest is true.
check_whole() {
  if ! diff <(contents .) "$root/expected" >"$root/differences"; then
    cat "$root/differences" >&2
    fail "the outputs are others"
  fi
  local left
  left=$(left_overs)
  [ -z "$left" ] || fail "left: $left"
  "$bin/manifest" verify --full --quiet >"$root/log" 2>&1 || fail "verify --full"
  [ "$(sqlite3 manifest.db 'PRAGMA integrity_check')" = ok ] || fail "manifest.db is damaged"
  [ "$(sqlite3 manifest.db 'SELECT count(*) FROM unfinished')" = 0 ] || fail "something is unfinished"
  tables >"$root/ingested"
  "$bin/manifest" rebuild >/dev/null 2>&1 || fail "rebuild"
  tables | diff - "$root/ingested" >&2 || fail "a rebuild gives other rows"
}

# Makes $root/faults.so, or that of another name; false where that cannot be.
compile_faults() {
  [ "$(uname)" = Linux ] || return 1
  local compiler name=${1:-faults}
  for compiler in "${CC:-}" cc clang gcc; do
    if [ -n "$compiler" ] && command -v "$compiler" >/dev/null 2>&1 \
      && "$compiler" -shared -fPIC -O1 -o "$root/$name.so" "Tests/PipelineTests/Faults/$name.c" -ldl 2>"$root/log"; then
      return
    fi
  done
  return 1
}

# How many calls a stage makes that a fault can befall; run in a folder that may be spoilt.
count_calls() {
  rm -f "$root/report"
  wrap=(env LD_PRELOAD="$root/faults.so" FAULT="$1" FAULT_UNDER="$PWD" FAULT_REPORT="$root/report")
  "${@:2}" || true
  wrap=(env)
  sed -n 's/^calls //p' "$root/report" | sort -n | tail -n 1
}
