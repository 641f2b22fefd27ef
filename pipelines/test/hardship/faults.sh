#!/usr/bin/env bash
#
# Disks that are full, that fail, and system calls that are cut short: under every write of every tool.
#
#   pipelines/test/hardship.sh faults                       every call of every tool (some minutes)
#   CALLS=3 pipelines/test/hardship.sh faults               at most 3 calls of each kind, spread evenly
#   FAULTS='EIO' pipelines/test/hardship.sh faults shard    one kind, one tool
#
# A library that is loaded into the unchanged tool lets its Nth call that changes the disk fail, for N = 1, 2, …: with
# ENOSPC (once, and from there on, as a full disk does), with EIO, with EINTR, or by doing half of it.
#
# - Cut short or interrupted, a tool must come to the same bytes as ever.
# - Failing, it ends with exit code 74 and one line that names the file and the cause. Each output is the former one or
#   the new one, whole; no temporary file is left; `manifest verify --full` finds nothing wrong.
# - The same command without faults then does its work, and all is as if nothing had happened.
#
# Needs Linux and a C compiler; without, it says so and does nothing.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. pipelines/test/hardship/common.sh

calls=${CALLS:-1000}
faults=${FAULTS:-ENOSPC full EIO EINTR short}
subjects=("$@")
[ ${#subjects[@]} -gt 0 ] || subjects=("${all_stages[@]}" more-training report export-hf rebuild note ingest)

if ! compile_faults; then
  printf 'faults: not Linux, or no C compiler: nothing tried\n' >&2
  exit 0
fi

fail() {
  printf 'faults: %s, %s: %s\n' "$subject" "$instant" "$1" >&2
  printf '%s\n' "--- the tool said:" >&2
  tail -n 5 "$root/said" >&2 || true
  printf '%s\n' "--- what failed:" >&2
  cat "$root/report" >&2 || true
  tail -n 20 "$root/log" >&2
  exit 1
}

# What is tried: each stage, and what else writes. `former` makes the state before, in which earlier outputs lie.
subject() {
  case $1 in
    more-training) run_stage lm-train --steps 36 --decay-steps 24 "${@:2}" ;;
    report) tool lm-eval report model --output report.html --svg report.svg ;;
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
    note) basename "$(find receipts -name '*.json' | LC_ALL=C sort | head -n 1)" .json >../run ;;
    ingest) rm manifest.db ;;
  esac
}

tool() { "${wrap[@]}" "$bin/$1" "${@:2}" >"$root/log" 2>&1; }

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
  cp "$root/log" "$root/said"
  line=$(tail -n 1 "$root/said")
  # SQLite has words of its own.
  case $fault:$line in
    *'manifest.db: cannot be opened or written'*) ;;
    EIO:*) [[ "$line" == *'nput/output error'* || "$line" == *'I/O error'* ]] || fail "the cause is not named" ;;
    *:*) [[ "$line" == *'no space left'* || "$line" == *'is full'* ]] || fail "the cause is not named" ;;
  esac
  # On a disk that is full, more than one call fails.
  while read -r _ path; do
    if [[ "$line" == *"$(name_in_message "$path")"* ]]; then named=yes; fi
  done < <(grep -v '^calls ' "$root/report")
  [ -n "$named" ] || fail "the file is not named"
  contents . | grep -vxFf "$root/good" >"$root/log" && fail "neither former nor new"
  # What could not be unlinked stays, until the next run; and SQLite's journal, where it could not be played back.
  if ! grep -q '^unlink ' "$root/report"; then
    left=$(left_overs | grep -v 'manifest.db.*-journal$' || true)
    [ -z "$left" ] || fail "left: $left"
  fi
  # In a copy, for it remembers what it sees. Where nothing could be written any more, no receipt tells of outputs that
  # were new by then.
  if [ -e manifest.db ]; then
    sqlite3 manifest.db 'SELECT count(*) FROM run' >"$root/log" 2>&1 || true
    cp manifest.db copy.db
    if ! "$bin/manifest" verify --full --quiet --manifest copy.db >"$root/log" 2>&1; then
      [ "$fault" = full ] && ! grep -q '^missing' "$root/log" || fail "verify --full after the failure"
      unrecorded=$((unrecorded + 1))
    fi
    rm -f copy.db*
  fi
}

try() {
  rm -rf "$root/work" "$root/report"
  cp -a "$root/before" "$root/work"
  cd "$root/work"
  local code=0
  wrap=(env LD_PRELOAD="$root/faults.so" FAULT="${fault/full/ENOSPC}" FAULT_AT="$1" FAULT_EVERY="$2"
    FAULT_UNDER="$root/work" FAULT_REPORT="$root/report")
  subject "$subject" || code=$?
  wrap=(env)
  case $fault:$code in
    EINTR:0 | short:0) ;;
    ENOSPC:0 | full:0 | EIO:0)
      absorbed=$((absorbed + 1))
      # The index may lag behind, with a journal that the next to look at it plays back.
      "$bin/manifest" runs >"$root/log" 2>&1 || fail "manifest runs"
      ;;
    ENOSPC:74 | full:74 | EIO:74)
      check_failure
      subject "$subject" || fail "the next run failed"
      ;;
    *)
      cp "$root/log" "$root/said"
      fail "exit code $code"
      ;;
  esac
  check_whole
  cd "$root"
}

mkdir "$root/start"
for stage in "${all_stages[@]}"; do
  cd "$root/start"
  if [ "$stage" = lm-eval ]; then break; fi
  cp -a "$root/start" "$root/at-$stage"
  run_stage "$stage"
done
for subject in "${subjects[@]}"; do
  instant="without faults"
  rm -rf "$root/before" "$root/done"
  from="$root/at-$subject"
  [ -e "$from" ] || from="$root/start"
  cp -a "$from" "$root/before"
  (cd "$root/before" && former "$subject") || fail "failed"
  cp -a "$root/before" "$root/done"
  cd "$root/done"
  subject "$subject" || fail "failed"
  contents . >"$root/expected"
  (cd "$root/before" && contents .) | cat - "$root/expected" >"$root/good"
  # A training that fails leaves checkpoints which one that goes on would have removed.
  case $subject in
    *train*)
      rm -rf "$root/work"
      cp -a "$root/before" "$root/work"
      cd "$root/work"
      [ "$subject" = bpe-train ] || subject "$subject" --keep 1000 || fail "failed"
      contents . >>"$root/good"
      ;;
  esac
  summary=
  for fault in $faults; do
    rm -rf "$root/work"
    cp -a "$root/before" "$root/work"
    cd "$root/work"
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
