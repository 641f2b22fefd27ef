#!/usr/bin/env bash
#
# Makes the Python environment in which the tests let other people's libraries read our files: numpy, safetensors and
# Hugging Face's tokenizers. Prints its python. Nothing but the tests uses it; without it those tests are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'peers: %s\n' "$*" >&2; }

python=.venv/bin/python
libraries=(numpy safetensors tokenizers)
imports=$(IFS=,; printf '%s' "${libraries[*]}")

if ! "$python" -c "import $imports" 2>/dev/null; then
  # Debian keeps venv in a package of its own.
  if ! python3 -m venv --clear .venv >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say "installing python3-venv"
    apt-get update -qq </dev/null >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-venv </dev/null >&2
    python3 -m venv --clear .venv >&2
  fi
  "$python" -m pip install --quiet --disable-pip-version-check "${libraries[@]}" >&2
fi
printf '%s\n' "$PWD/$python"
