#!/usr/bin/env bash
#
# Makes a Python environment with other people's libraries and prints its python.
#
#   pipelines/bench/peers.sh                       .venv, in which the tests let numpy, safetensors, TensorBoard and
#                                            Hugging Face's tokenizers read our files; without it those tests are skipped
#   pipelines/bench/peers.sh FOLDER LIBRARY…       another folder, with these libraries from PyPI
set -euo pipefail
cd "$(dirname "$0")/../.."

say() { printf 'peers: %s\n' "$*" >&2; }

folder=${1:-.venv}
libraries=("${@:2}")
if [ "$#" -le 1 ]; then libraries=(numpy safetensors tokenizers tensorboard openlineage-python); fi
python="$folder/bin/python"
imports=$(IFS=,; printf '%s' "${libraries[*]}")
imports=${imports/openlineage-python/openlineage.client}

if ! "$python" -c "import $imports" 2>/dev/null; then
  # What another script has installed there stays. Debian keeps venv in a package of its own.
  if ! "$python" -c 'import pip' 2>/dev/null && ! python3 -m venv --clear "$folder" >/dev/null 2>&1 \
    && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say "installing python3-venv"
    apt-get update -qq </dev/null >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-venv </dev/null >&2
    python3 -m venv --clear "$folder" >&2
  fi
  "$python" -m pip install --quiet --disable-pip-version-check "${libraries[@]}" >&2
fi
printf '%s\n' "$PWD/$python"
