#!/usr/bin/env bash
#
# Makes a Python environment with other libraries and prints the path of its python.
#
#   pipelines/bench/peers.sh                    .venv, in which the tests let numpy, regex, safetensors, tiktoken,
#                                               TensorBoard, gguf and Hugging Face's tokenizers read our files; without it they
#                                               are skipped
#   pipelines/bench/peers.sh FOLDER LIBRARY…    another folder, with these libraries from PyPI: NAME or NAME==VERSION
. "$(dirname "$0")/../lib.sh"

folder=${1:-.venv}
libraries=("${@:2}")
if [ "$#" -le 1 ]; then libraries=(gguf numpy regex safetensors tiktoken tokenizers tensorboard openlineage-python); fi
python="$folder/bin/python"

# Is each installed, in the version that was asked for?
installed='import sys
from importlib.metadata import version
for library in sys.argv[1:]:
    name, _, wanted = library.partition("==")
    assert version(name) == (wanted or version(name))'
if ! "$python" -c "$installed" "${libraries[@]}" 2>/dev/null; then
  # What another script has installed there stays. Debian keeps venv in a package of its own.
  if ! "$python" -c 'import pip' 2>/dev/null && ! python3 -m venv --clear "$folder" >/dev/null 2>&1 \
    && [ "$(id -u)" -eq 0 ] && have apt-get; then
    install_with_apt python3-venv
    python3 -m venv --clear "$folder" >&2
  fi
  "$python" -m pip install --quiet --disable-pip-version-check "${libraries[@]}" >&2
fi
case "$python" in
  /*) printf '%s\n' "$python" ;;
  *) printf '%s\n' "$PWD/$python" ;;
esac
