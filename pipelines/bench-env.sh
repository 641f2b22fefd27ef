#!/usr/bin/env bash
#
# Makes .venv-bench, the Python environment of the benchmarks' peers, and installs what is asked. Prints its python.
#
#   pipelines/bench-env.sh numpy torch
#
# The libraries are named as they are imported. What is there already stays.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'bench-env: %s\n' "$*" >&2; }

python=.venv-bench/bin/python
if ! "$python" -c 'import pip' 2>/dev/null; then
  # Debian keeps venv in a package of its own.
  if ! python3 -m venv --clear .venv-bench >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say "installing python3-venv"
    apt-get update -qq </dev/null >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-venv </dev/null >&2
    python3 -m venv --clear .venv-bench >&2
  fi
fi
for library in "$@"; do
  "$python" -c "import $library" 2>/dev/null && continue
  say "installing $library"
  "$python" -m pip install --quiet --disable-pip-version-check "$library" >&2
done
printf '%s\n' "$PWD/$python"
