# shellcheck shell=bash
#
# Refused memory, in every tool.
#
#   pipelines/test/hardship.sh memory                     200 requests of each kind for each tool
#   CALLS=3 pipelines/test/hardship.sh memory             3 of each kind
#   pipelines/test/hardship.sh memory shard lm-train      these tools only
#
# A library loaded into the unmodified tool makes its Nth memory request fail, once or from then on. It counts either
# requests of 64 KiB or more, which our own code makes, or all requests, including Swift's own small ones.
#
# - The tool ends with exit code 75 and one line, or Swift's runtime ends it with a signal, or it can do without the
#   memory and ends with 0. It never hangs.
# - Each output is the earlier or the new one, whole, and the manifest is correct.
# - The same command then does its work, with the same result as ever.
#
# Needs Linux with glibc and a C compiler; otherwise it says so and does nothing.

calls=${CALLS:-200}
select_from "${all_stages[@]}"

if ! compile_faults memory; then
  say "not Linux, or no C compiler: nothing tried"
  exit 0
fi

where() { printf '%s, %s' "$stage" "$instant"; }

# The tool under a limit of time: what hangs is ended by KILL, which is 137.
memory() { wrap=(timeout -s KILL 60 env LD_PRELOAD="$scratch/memory.so" MEMORY_LEAST="$least" "$@"); }

try() {
  rm -rf "$scratch/work"
  cp -a "$scratch/before" "$scratch/work"
  cd "$scratch/work"
  local code=0
  memory MEMORY_AT="$number" ${all:+MEMORY_ALL=1}
  { run_stage "$stage" || code=$?; } 2>/dev/null
  wrap=(env)
  cp "$scratch/log" "$scratch/said"
  case $code in
    0) without=$((without + 1)) ;;
    75) told=$((told + 1)) ;;
    # By the signals with which Swift's runtime or the C library ends a process.
    132 | 133 | 134 | 139) ended=$((ended + 1)) ;;
    *) fail "exit code $code" ;;
  esac
  # What the runtime ends leaves its temporary files and locks, as a kill does; the next run removes them.
  contents . | grep -v '/\.[^/]*$' | grep -vxFf "$scratch/good" >"$scratch/log" && fail "neither former nor new"
  if [ -e manifest.db ]; then
    "$BIN/manifest" verify --full --quiet >"$scratch/log" 2>&1 || fail "verify --full after the failure"
  fi
  run_stage "$stage" || fail "the next run failed"
  check_whole
  cd "$scratch"
}

mkdir "$scratch/before"
for stage in "${all_stages[@]}"; do
  instant="without faults"
  rm -rf "$scratch/done"
  cp -a "$scratch/before" "$scratch/done"
  cd "$scratch/done"
  wrap=(env)
  run_stage "$stage" || fail "failed"
  contents . >"$scratch/expected"
  (cd "$scratch/before" && contents .) | cat - "$scratch/expected" >"$scratch/good"
  # A training that fails leaves checkpoints which one that continues would have removed.
  if [ "$stage" = lm-train ]; then
    rm -rf "$scratch/work"
    cp -a "$scratch/before" "$scratch/work"
    (cd "$scratch/work" && run_stage "$stage" --keep 1000 && contents .) >>"$scratch/good"
  fi
  cd "$scratch"
  if is_selected "$stage"; then
    summary=
    for least in 65536 0; do
      rm -rf "$scratch/work" "$scratch/requests"
      cp -a "$scratch/before" "$scratch/work"
      cd "$scratch/work"
      memory MEMORY_REPORT="$scratch/requests"
      run_stage "$stage" || fail "failed"
      wrap=(env)
      total=$(sed -n 's/^requests //p' "$scratch/requests" | sort -n | tail -n 1)
      stride=$(((total + calls - 1) / calls))
      tried=0 told=0 ended=0 without=0
      for all in "" yes; do
        for ((number = 1; number <= total; number += stride)); do
          instant="request $number of $total of $least bytes or more${all:+, and all after it}"
          try
          tried=$((tried + 1))
        done
      done
      summary="$summary; of $total requests of $least bytes or more $tried tried: $told told, $ended ended by the runtime"
      summary="$summary, $without did no harm"
    done
    printf 'memory: %-12s%s\n' "$stage" "${summary#;}"
  fi
  rm -rf "$scratch/before"
  mv "$scratch/done" "$scratch/before"
done
