# shellcheck shell=bash
#
# What the drills of hardship.sh share: the whole pipeline, tiny, in a folder; what it must come to; a library by which
# system calls fail in the unchanged tools (Linux with a C compiler); and how a drill ends that has found something.
# A drill sets `where`, a function that says in which case it is.

need_built_tools
make_scratch
export LETTERPRESS_MANIFEST=manifest.db
all_stages=(tell-stories bpe-train bpe-encode shard lm-train lm-eval)
# What a tool is started with: `env` with variables, a limit of time.
wrap=(env)

# fail TEXT: what is wrong and in which case, and what the tools said last.
fail() {
  local file
  say "$(where): $1"
  for file in said report; do
    if [ -e "$scratch/$file" ]; then
      printf -- '--- %s:\n' "${file/report/what failed}" >&2
      tail -n 5 "$scratch/$file" >&2
    fi
  done
  tail -n 20 "$scratch"/log* >&2 || true
  exit 1
}

# select_from CHOICE…: `selected` becomes the words of the command line; without any, all choices.
select_from() {
  local word
  selected=("$@")
  [ ${#words[@]} -gt 0 ] || return 0
  for word in "${words[@]}"; do
    [[ " $* " == *" $word "* ]] || refuse "$word: expected some of: $*"
  done
  selected=("${words[@]}")
}

is_selected() { [[ " ${selected[*]} " == *" $1 "* ]]; }

# One stage; more flags may follow. lm-train starts, continues, or finds its work done by the same command.
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
    # Not a stage, and recorded like one: the parts go, since the dataset is whole.
    clean) stage=manifest && set -- clean --yes ;;
  esac
  "${wrap[@]}" "$BIN/$stage" "$@" "${more[@]}" >"$scratch/log" 2>&1
}

# Names and contents of all outputs. Of records of the course of a training everything but times.
contents() {
  (
    cd "$1" || exit
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

# The outputs are those of "$scratch/expected", nothing else is left, and the manifest is true.
check_whole() {
  if ! diff <(contents .) "$scratch/expected" >"$scratch/differences"; then
    cat "$scratch/differences" >&2
    fail "the outputs are others"
  fi
  local left
  left=$(left_overs)
  [ -z "$left" ] || fail "left: $left"
  "$BIN/manifest" verify --full --quiet >"$scratch/log" 2>&1 || fail "verify --full"
  [ "$(sqlite3 manifest.db 'PRAGMA integrity_check')" = ok ] || fail "manifest.db is damaged"
  [ "$(sqlite3 manifest.db 'SELECT count(*) FROM unfinished')" = 0 ] || fail "something is unfinished"
  tables >"$scratch/ingested"
  "$BIN/manifest" rebuild >/dev/null 2>&1 || fail "rebuild"
  tables | diff - "$scratch/ingested" >&2 || fail "a rebuild gives other rows"
}

# compile_faults [memory]: makes $scratch/faults.so, or memory.so; false where that cannot be.
compile_faults() {
  [ "$(uname)" = Linux ] || return 1
  local compiler name=${1:-faults}
  for compiler in "${CC:-}" cc clang gcc; do
    if [ -n "$compiler" ] && command -v "$compiler" >/dev/null 2>&1 \
      && "$compiler" -shared -fPIC -O1 -o "$scratch/$name.so" "Tests/PipelineTests/Faults/$name.c" -ldl 2>"$scratch/log"; then
      return
    fi
  done
  return 1
}

# count_calls FAULT COMMAND…: how many calls it makes that a fault can befall; run in a folder that may be spoilt.
count_calls() {
  rm -f "$scratch/report"
  wrap=(env LD_PRELOAD="$scratch/faults.so" FAULT="$1" FAULT_UNDER="$PWD" FAULT_REPORT="$scratch/report")
  "${@:2}" || true
  wrap=(env)
  sed -n 's/^calls //p' "$scratch/report" | sort -n | tail -n 1
}
