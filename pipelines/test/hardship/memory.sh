#!/usr/bin/env bash
#
# No memory: under every tool.
#
#   pipelines/test/hardship.sh memory                     200 requests of each kind for each tool
#   CALLS=3 pipelines/test/hardship.sh memory             3 of each kind
#   pipelines/test/hardship.sh memory shard lm-train      these tools only
#
# A library that is loaded into the unchanged tool lets its Nth request for memory fail: of those of 64 KiB or more, which
# our code asks for by itself, and of all, Swift's own small ones among them; once, and from there on.
#
# - The tool ends with exit code 75 and one line, or Swift's runtime ends it by a signal; or it can do without and ends
#   with 0. It never hangs.
# - Each output is the former one or the new one, whole, and the manifest tells the truth.
# - The same command then does its work, and all is as if nothing had happened.
#
# Needs Linux with glibc and a C compiler; without, it says so and does nothing.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. pipelines/test/hardship/common.sh

calls=${CALLS:-200}
subjects=("$@")
[ ${#subjects[@]} -gt 0 ] || subjects=("${all_stages[@]}")

if ! compile_faults memory; then
  printf 'memory: not Linux, or no C compiler: nothing tried\n' >&2
  exit 0
fi

fail() {
  printf 'memory: %s, %s: %s\n' "$stage" "$instant" "$1" >&2
  printf '%s\n' "--- the tool said:" >&2
  tail -n 5 "$root/said" >&2 || true
  tail -n 20 "$root/log" >&2
  exit 1
}

# The tool under a limit of time: what hangs is ended by KILL, which is 137.
memory() { wrap=(timeout -s KILL 60 env LD_PRELOAD="$root/memory.so" MEMORY_LEAST="$least" "$@"); }

try() {
  rm -rf "$root/work"
  cp -a "$root/before" "$root/work"
  cd "$root/work"
  local code=0
  memory MEMORY_AT="$number" ${all:+MEMORY_ALL=1}
  { run_stage "$stage" || code=$?; } 2>/dev/null
  wrap=(env)
  cp "$root/log" "$root/said"
  case $code in
    0) without=$((without + 1)) ;;
    75) told=$((told + 1)) ;;
    # By the signals with which Swift's runtime or the C library ends a process.
    132 | 133 | 134 | 139) ended=$((ended + 1)) ;;
    *) fail "exit code $code" ;;
  esac
  # What the runtime ends leaves its temporary files and locks, as a kill does; the next run removes them.
  contents . | grep -v '/\.[^/]*$' | grep -vxFf "$root/good" >"$root/log" && fail "neither former nor new"
  if [ -e manifest.db ]; then
    "$bin/manifest" verify --full --quiet >"$root/log" 2>&1 || fail "verify --full after the failure"
  fi
  run_stage "$stage" || fail "the next run failed"
  check_whole
  cd "$root"
}

mkdir "$root/before"
for stage in "${all_stages[@]}"; do
  instant="without faults"
  rm -rf "$root/done"
  cp -a "$root/before" "$root/done"
  cd "$root/done"
  wrap=(env)
  run_stage "$stage" || fail "failed"
  contents . >"$root/expected"
  (cd "$root/before" && contents .) | cat - "$root/expected" >"$root/good"
  # A training that fails leaves checkpoints which one that goes on would have removed.
  if [ "$stage" = lm-train ]; then
    rm -rf "$root/work"
    cp -a "$root/before" "$root/work"
    (cd "$root/work" && run_stage "$stage" --keep 1000 && contents .) >>"$root/good"
  fi
  cd "$root"
  if [[ " ${subjects[*]} " == *" $stage "* ]]; then
    summary=
    for least in 65536 0; do
      rm -rf "$root/work" "$root/requests"
      cp -a "$root/before" "$root/work"
      cd "$root/work"
      memory MEMORY_REPORT="$root/requests"
      run_stage "$stage" || fail "failed"
      wrap=(env)
      total=$(sed -n 's/^requests //p' "$root/requests" | sort -n | tail -n 1)
      stride=$(((total + calls - 1) / calls))
      tried=0 told=0 ended=0 without=0
      for all in "" yes; do
        for ((number = 1; number <= total; number += stride)); do
          instant="request $number of $total of $least bytes or more${all:+, and all after it}"
          try
          tried=$((tried + 1))
        done
      done
      summary="$summary; of $total requests of $least bytes or more $tried tried: $told told, $ended ended by the runtime, $without did no harm"
    done
    printf 'memory: %-12s%s\n' "$stage" "${summary#;}"
  fi
  rm -rf "$root/before"
  mv "$root/done" "$root/before"
done
