# shellcheck shell=bash
#
# Full disks, failing disks and interrupted system calls, at every write of every tool.
#
#   pipelines/test/hardship.sh faults                       every call of every tool (hours on 2 cores)
#   CALLS=3 pipelines/test/hardship.sh faults               at most 3 calls of each kind, spread evenly
#   FAULTS='EIO' pipelines/test/hardship.sh faults shard    one kind, one tool
#
# A library loaded into the unmodified tool makes its Nth call that changes the disk fail, for N = 1, 2, …: with ENOSPC
# (once, or from then on, like a full disk), with EIO, with EINTR, or by doing half of it.
#
# - A tool whose calls are interrupted or partial must produce the same bytes.
# - A tool whose calls fail ends with exit code 74 and one line that names the file and the cause. Each output is the
#   earlier or the new one, whole; no temporary file remains; `manifest verify --full` finds nothing wrong.
# - The same command without faults then does its work, with the same result as ever.
#
# Needs Linux and a C compiler; otherwise it says so and does nothing.

calls=${CALLS:-1000}
faults=${FAULTS:-ENOSPC full EIO EINTR short}
select_from "${all_stages[@]}" more-training report documents tasks export-hf adapter rebuild note ingest

if ! compile_faults; then
  say "not Linux, or no C compiler: nothing tried"
  exit 0
fi

where() { printf '%s, %s' "$subject" "$instant"; }

# What is tried: each stage, and what else writes. `former` makes the state before, in which earlier outputs lie.
subject() {
  case $1 in
    more-training) run_stage lm-train --steps 36 --decay-steps 24 "${@:2}" ;;
    report) tool lm-eval report model --output report.html --svg report.svg ;;
    documents)
      tool lm-eval documents --checkpoint model --dataset dataset --tokenizer tokenizer --output documents.jsonl "${@:2}"
      ;;
    tasks)
      tool lm-eval tasks --checkpoint model --tokenizer tokenizer --input questions.jsonl --output scores.json \
        --details answers.jsonl "${@:2}"
      ;;
    adapter) tool lm-train export --checkpoint tuned --adapter adapter --base-model base ;;
    export-hf) tool lm-train export --checkpoint model --tokenizer tokenizer --hf llama ;;
    rebuild) tool manifest rebuild ;;
    note) tool manifest note "$(cat ../run)" 'some words' ;;
    ingest) tool manifest ingest ;;
    *) run_stage "$@" ;;
  esac
}

former() {
  case $1 in
    tell-stories) run_stage "$1" --seed 1 ;;
    bpe-train) run_stage "$1" --special-token '<|pad|>' ;;
    bpe-encode) run_stage "$1" --level 5 ;;
    shard) run_stage "$1" --seed 7 ;;
    lm-eval) run_stage "$1" --max-tokens 400 ;;
    report) tool lm-eval report model --output report.html --svg report.svg --title Former ;;
    documents) subject "$1" --split train ;;
    tasks)
      printf '%s\n' '{"question": "A", "answer": "b"}' '{"good": "a b", "bad": "b a"}' >questions.jsonl
      subject "$1" --delimiter _
      ;;
    adapter) tool lm-train --init-from model --dataset dataset --output tuned --steps 1 --batch-size 2 --lora-rank 1 ;;
    note) basename "$(find receipts -name '*.json' | LC_ALL=C sort | head -n 1)" .json >../run ;;
    ingest) rm manifest.db ;;
  esac
}

tool() { "${wrap[@]}" "$BIN/$1" "${@:2}" >"$scratch/log" 2>&1; }

# The name that a message about a failed call must contain: of the file itself, not of its temporary stand-in.
name_in_message() {
  local name
  name=$(basename "$1")
  case $name in
    manifest.db*) name=manifest.db ;;
    .*.tmp-*) name=${name#.} name=${name%.tmp-*} ;;
    # A lock stands for what it protects.
    .lock) name=$(basename "$(dirname "$1")") ;;
    .*.lock) name=${name#.} name=${name%.lock} ;;
  esac
  printf '%s' "$name"
}

check_failure() {
  local line path left named=
  cp "$scratch/log" "$scratch/said"
  line=$(tail -n 1 "$scratch/said")
  # SQLite has words of its own.
  case $fault:$line in
    *'manifest.db: cannot be opened or written'*) ;;
    EIO:*) [[ "$line" == *'nput/output error'* || "$line" == *'I/O error'* ]] || fail "the cause is not named" ;;
    *:*) [[ "$line" == *'no space left'* || "$line" == *'is full'* ]] || fail "the cause is not named" ;;
  esac
  # On a disk that is full, more than one call fails.
  while read -r _ path; do
    if [[ "$line" == *"$(name_in_message "$path")"* ]]; then named=yes; fi
    # A directory is synced for a file in it, which is the one that is named.
    if [[ -d $path && "$line" == *': cannot sync its directory'* ]]; then named=yes; fi
  done < <(grep -v '^calls ' "$scratch/report")
  [ -n "$named" ] || fail "the file is not named"
  contents . | grep -vxFf "$scratch/good" >"$scratch/log" && fail "neither former nor new"
  # What could not be unlinked stays, until the next run; and SQLite's journal, where it could not be played back.
  if ! grep -q '^unlink ' "$scratch/report"; then
    left=$(left_overs | grep -v 'manifest.db.*-journal$' || true)
    [ -z "$left" ] || fail "left: $left"
  fi
  # In a copy, for it remembers what it sees. Where nothing could be written any more, no receipt tells of outputs that
  # were new by then.
  if [ -e manifest.db ]; then
    sqlite3 manifest.db 'SELECT count(*) FROM run' >"$scratch/log" 2>&1 || true
    cp manifest.db copy.db
    if ! "$BIN/manifest" verify --full --quiet --manifest copy.db >"$scratch/log" 2>&1; then
      if [ "$fault" != full ] || grep -q '^missing' "$scratch/log"; then fail "verify --full after the failure"; fi
      unrecorded=$((unrecorded + 1))
    fi
    rm -f copy.db*
  fi
}

try() {
  rm -rf "$scratch/work" "$scratch/report"
  cp -a "$scratch/before" "$scratch/work"
  cd "$scratch/work"
  local code=0
  wrap=(env LD_PRELOAD="$scratch/faults.so" FAULT="${fault/full/ENOSPC}" FAULT_AT="$1" FAULT_EVERY="$2"
    FAULT_UNDER="$scratch/work" FAULT_REPORT="$scratch/report")
  subject "$subject" || code=$?
  wrap=(env)
  case $fault:$code in
    EINTR:0 | short:0) ;;
    ENOSPC:0 | full:0 | EIO:0)
      absorbed=$((absorbed + 1))
      # The index may lag behind, with a journal that the next to look at it plays back.
      "$BIN/manifest" runs >"$scratch/log" 2>&1 || fail "manifest runs"
      # A lock that could not be unlinked stays, unheld, until a run that writes there again.
      sed -n 's/^unlink \(.*\.lock\)$/\1/p' "$scratch/report" | while IFS= read -r path; do rm -f "$path"; done
      ;;
    ENOSPC:74 | full:74 | EIO:74)
      check_failure
      subject "$subject" || fail "the next run failed"
      ;;
    *)
      cp "$scratch/log" "$scratch/said"
      fail "exit code $code"
      ;;
  esac
  check_whole
  cd "$scratch"
}

mkdir "$scratch/start"
for stage in "${all_stages[@]}"; do
  cd "$scratch/start"
  if [ "$stage" = lm-eval ]; then break; fi
  cp -a "$scratch/start" "$scratch/at-$stage"
  run_stage "$stage"
done
for subject in "${selected[@]}"; do
  instant="without faults"
  rm -rf "$scratch/before" "$scratch/done"
  from="$scratch/at-$subject"
  [ -e "$from" ] || from="$scratch/start"
  cp -a "$from" "$scratch/before"
  (cd "$scratch/before" && former "$subject") || fail "failed"
  cp -a "$scratch/before" "$scratch/done"
  cd "$scratch/done"
  subject "$subject" || fail "failed"
  contents . >"$scratch/expected"
  (cd "$scratch/before" && contents .) | cat - "$scratch/expected" >"$scratch/good"
  # A training that fails leaves checkpoints which one that continues would have removed.
  case $subject in
    *train*)
      rm -rf "$scratch/work"
      cp -a "$scratch/before" "$scratch/work"
      cd "$scratch/work"
      [ "$subject" = bpe-train ] || subject "$subject" --keep 1000 || fail "failed"
      contents . >>"$scratch/good"
      ;;
  esac
  summary=
  for fault in $faults; do
    rm -rf "$scratch/work"
    cp -a "$scratch/before" "$scratch/work"
    cd "$scratch/work"
    total=$(count_calls "${fault/full/ENOSPC}" subject "$subject")
    stride=$(((total + calls - 1) / calls))
    tried=0 absorbed=0 unrecorded=0
    every=0
    case $fault in
      full) every=1 ;;
      EINTR | short)
        for number in 1 2; do
          instant="$fault at every other call from $number"
          try "$number" 2
        done
        ;;
    esac
    for ((number = 1; number <= total; number += stride)); do
      instant="$fault at call $number of $total"
      try "$number" "$every"
      tried=$((tried + 1))
    done
    summary="$summary, $fault $tried of $total calls"
    if [ "$absorbed" -gt 0 ]; then summary="$summary ($absorbed did no harm)"; fi
    if [ "$unrecorded" -gt 0 ]; then summary="$summary ($unrecorded could not be recorded)"; fi
  done
  printf 'faults: %-13s%s\n' "$subject" "${summary#,}"
done
