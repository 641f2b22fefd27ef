# shellcheck shell=bash
#
# What the scripts of this folder begin with, and what they share. A script sources it in its first line:
#
#   . "$(dirname "$0")/../lib.sh"
#
# From there on a command that fails ends the script, a variable that is not set is an error, and relative paths start
# at the top of the repository; those in CORPUS, BOOKS, RUN, RESULTS, COSTS, BIN and TOKENIZER are taken from where the caller stands. With --help a script
# prints the comment at its head, which is its manual; without, the manual's first paragraph before it starts. A variable that is almost one of the script's own is refused.
#
# Left alone: encode-*.sh and data/download.sh, which work in the folder where they are called and can be copied away.
set -euo pipefail

# manual FILE: the comment at the head of a script, without its first two lines.
manual() { sed -n '3,$ { /^#/!q; s/^# \{0,1\}//p; }' "$1"; }

case "${1:-}" in
  -h | --help)
    manual "$0"
    exit 0
    ;;
esac

# A CDPATH would send `cd` elsewhere and let it print.
unset CDPATH
caller_folder=$PWD
# What the script lets be set: ": ${NAME:=…}", there or in what it sources.
own_variables=$(sed -n 's/[^$]*\${\([A-Z_]*\):=[^$]*/\1 /gp' "$0" "$(dirname "${BASH_SOURCE[0]}")/run/recipe.sh" |
  tr -cs 'A-Z_' '\n' | sort -u)
sets_variables=$(grep -c '^: "[$]{' "$0" || true)
# The script that somebody calls says first what it will do: the first paragraph of its manual. Those that it calls do not.
if [ -z "${LETTERPRESS_SCRIPT:-}" ]; then
  LETTERPRESS_SCRIPT=$(basename "$0" .sh)
  export LETTERPRESS_SCRIPT
  manual "$0" | awk 'NF == 0 { exit } { print }' >&2
fi
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# What messages begin with.
script=$(basename "$0" .sh)
# Where runs go that nobody gave a folder: into the repository or the unpacked release; next to whoever calls scripts that
# are installed, whose folder belongs to the system.
runs=runs
# shellcheck disable=SC2034  # scripts use it
if [ ! -e Package.swift ] && [ ! -e bin ]; then runs=$caller_folder/runs; fi

# --- Messages, all on standard error ----------------------------------------------------------------------------------

# heading TEXT: a line that sets off what follows.
heading() { printf '\n== %s\n' "$*" >&2; }

# say TEXT: one line in the script's name.
say() { printf '%s: %s\n' "$script" "$*" >&2; }

# fail TEXT: something went wrong.
fail() {
  say "$*"
  exit 1
}

# refuse TEXT: the script was called in a way that it cannot obey.
refuse() {
  say "$*"
  exit 64
}

# --- What the caller has set ------------------------------------------------------------------------------------------

# is_almost A B: whether B is A with one letter more, less, or another.
is_almost() {
  local a=$1 b=$2 at
  if [ ${#a} -gt ${#b} ]; then a=$2 b=$1; fi
  [ $((${#b} - ${#a})) -le 1 ] && [ "$a" != "$b" ] || return 1
  for ((at = 0; at < ${#a}; at++)); do [ "${a:at:1}" = "${b:at:1}" ] || break; done
  if [ ${#a} -eq ${#b} ]; then [ "${a:at+1}" = "${b:at+1}" ]; else [ "${a:at}" = "${b:at+1}" ]; fi
}

# What people call a setting elsewhere, and what it is called here.
familiar_names='BATCH_SIZE:BATCH VOCAB_SIZE:VOCAB CONTEXT_LENGTH:CONTEXT BLOCK_SIZE:CONTEXT LEARNING_RATE:LR
  NUM_LAYERS:LAYERS N_LAYER:LAYERS NUM_HEADS:HEADS N_HEAD:HEADS WARMUP_STEPS:WARMUP MAX_STEPS:STEPS NUM_STEPS:STEPS
  INPUT:CORPUS OUTPUT:RUN'

# A setting that was mistyped would be ignored, and the run be another than the one that was meant.
check_settings() {
  local name own pair
  for name in $(compgen -e); do
    case "$name" in *[!A-Z_]* | ? | ?? | ???) continue ;; esac
    if grep -qx "$name" <<<"$own_variables"; then continue; fi
    # A setting of another script, which this one may call.
    if grep -q "[$]{$name:[=-]" pipelines/*/*.sh; then continue; fi
    for pair in $familiar_names; do
      own=${pair#*:}
      if [ "$name" = "${pair%:*}" ] && grep -qx "$own" <<<"$own_variables"; then
        refuse "$name is none of this script's settings (--help lists them); it is called $own here"
      fi
    done
    for own in $own_variables; do
      if is_almost "$own" "$name"; then
        refuse "$name is none of this script's settings (--help lists them); did you mean $own?"
      fi
    done
  done
}
if [ "$sets_variables" -gt 0 ]; then check_settings; fi

# check_numbers: what recipe.sh counts with is not set, or is a whole number without a sign.
check_numbers() {
  local name
  for name in VOCAB PARTS CONTEXT D_MODEL LAYERS HEADS D_FF STEPS BATCH ACCUMULATION WARMUP; do
    case "${!name:-}" in *[!0-9]*) refuse "$name=${!name}: expected a whole number, such as 500" ;; esac
  done
}

# --- Paths, words and files -------------------------------------------------------------------------------------------

have() { command -v "$1" >/dev/null 2>&1; }

# from_caller PATH: a path as somebody typed it, absolute.
from_caller() { case "$1" in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$caller_folder/$1" ;; esac; }

# Relative paths that somebody typed before the script's name start where they stand.
for name in CORPUS RUN BIN TOKENIZER BOOKS RESULTS COSTS; do
  case "${!name:-}" in
    '' | - | /*) ;;
    @*) printf -v "$name" '@%s' "$(from_caller "${!name#@}")" ;;
    *) printf -v "$name" '%s' "$(from_caller "${!name}")" ;;
  esac
done

# settings NAME…: these variables as one would type them before a command: PAIRS=5 VOCAB='10000 32000'.
settings() {
  local name words=()
  for name in "$@"; do
    case "${!name}" in
      '' | *[!A-Za-z0-9_./:,@%+=-]*) words+=("$name='${!name//\'/\'\\\'\'}'") ;;
      *) words+=("$name=${!name}") ;;
    esac
  done
  printf '%s' "${words[*]}"
}

# make_scratch: a temporary folder in $scratch, which goes when the script ends, however it ends.
make_scratch() {
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
}

# write_whole FILE COMMAND…: what the command prints, in a file that appears when it is whole.
write_whole() {
  local code=0
  "${@:2}" >"$1.partial" || code=$?
  if [ "$code" -eq 0 ]; then mv "$1.partial" "$1"; else rm -f "$1.partial"; fi
  return "$code"
}

# add_to_report REPORT TITLE FILE: a section at the end of a page that grows run by run; also on standard output.
add_to_report() {
  if [ ! -e "$1" ]; then
    mkdir -p "$(dirname "$1")"
    printf '# %s\n' "$2" >"$1"
  fi
  { printf '\n'; cat "$3"; } >>"$1"
  cat "$3"
  say "added to $1"
}

# field NAME [FILE]: the number after "NAME": in each line of compact JSON.
field() { sed -n "s/.*[{,]\"$1\":\([-+.eE0-9]*\).*/\1/p" "${@:2}"; }

# stories_as_tokens FOLDER MEGABYTES: the embedded stories, a tokenizer of 2,048 tokens and a dataset with a tenth held back,
# as corpus.txt, tokenizer and dataset in the folder.
stories_as_tokens() {
  say "$2 MB of the embedded stories as tokens"
  "$BIN/tell-stories" --quiet --megabytes "$2" --output "$1/corpus.txt" >&2
  "$BIN/bpe-train" --quiet --input "$1/corpus.txt" --vocab-size 2048 --special-token '<|endoftext|>' \
    --output "$1/tokenizer" >&2
  "$BIN/bpe-encode" --quiet --tokenizer "$1/tokenizer" --input "$1/corpus.txt" --parts 4 --output "$1/encoded" >&2
  "$BIN/shard" --quiet --input "$1/encoded" --shuffle --seed 1 --valid-fraction 0.1 --output "$1/dataset" >&2
}

# unpacked CORPUS FILE: the path of a text: CORPUS as it is, or, of .zst and .gz, FILE, into which it is unpacked once;
# FILE too of - and other pipes.
# FILE.from says what FILE is the text of, so that another CORPUS is never taken for it.
unpacked() {
  local unpack from
  case "$1" in
    # Several stages read it, and a pipe can be read once.
    - | /dev/fd/* | /dev/stdin)
      heading "keep what comes through the pipe in $2"
      rm -f "$2.from"
      write_whole "$2" cat -- "$1" || return
      printf '%s\n' "$2"
      return
      ;;
    *.zst) unpack=zstd ;;
    *.gz) unpack=gzip ;;
    *)
      printf '%s\n' "$1"
      return
      ;;
  esac
  [ -f "$1" ] || refuse "$1: there is no such file"
  from="$(wc -c <"$1") bytes, $1"
  if [ ! -e "$2" ] || [ "$1" -nt "$2" ] || [ "$(cat "$2.from" 2>/dev/null)" != "$from" ]; then
    heading "unpack $1"
    rm -f "$2.from"
    write_whole "$2" "$unpack" -dc "$1" && write_whole "$2.from" printf '%s\n' "$from" || return
  fi
  printf '%s\n' "$2"
}

# --- What a script needs ----------------------------------------------------------------------------------------------

# The tools for a recipe: those in the folder BIN; without BIN, those that are there ready to run (below); else system
# libraries are installed where they are missing, and the tools are built (6 minutes the first time).
need_tools() {
  if [ -z "${BIN:-}" ] && ! BIN=$(ready_tools); then
    [ -e Package.swift ] || refuse "no tools in $PWD/bin and no lm-train on the PATH; say BIN=FOLDER"
    pipelines/setup.sh
    pipelines/build.sh
    BIN=.build/release
  fi
  check_tools
}

# ready_tools: the folder of tools that need no building. Of a release: those that came with these scripts, or that are
# installed. In a repository where nothing is built yet: those on the PATH, if they are of its commit, or of its version
# where there is no Swift to build with.
ready_tools() {
  local folder wanted
  if [ ! -e Package.swift ]; then
    for folder in bin ../../bin "$(dirname "$(command -v lm-train || true)")"; do
      if [ -x "$folder/lm-train" ]; then (cd "$folder" && pwd) && return; fi
    done
    return 1
  fi
  if [ -e .build/release/lm-train ] || ! folder=$(command -v lm-train); then return 1; fi
  wanted=$(sed -n 's/.*static let current = "\(.*\)"/lm-train \1 /p' Sources/CommandSupport/Command/ToolVersion.swift)
  if have swift; then wanted+="(commit $(git rev-parse --short=12 HEAD 2>/dev/null || echo none),"; fi
  case "$("$folder" --version 2>/dev/null)" in
    "$wanted"*)
      folder=$(dirname "$folder")
      say "taking the tools in $folder"
      printf '%s\n' "$folder"
      ;;
    *) return 1 ;;
  esac
}

# The tools for a test: those in the folder BIN, or what pipelines/build.sh has built. BIN becomes absolute, since tests
# change folders.
need_built_tools() {
  : "${BIN:=.build/release}"
  check_tools
  BIN=$(cd "$BIN" && pwd)
}

check_tools() {
  [ -x "$BIN/lm-train" ] || refuse "no tools in $BIN; build them with pipelines/build.sh, or say BIN=FOLDER"
}

# as_root COMMAND…: runs it as root, by sudo where we are somebody else.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif have sudo; then
    say "sudo $*"
    sudo "$@"
  else
    say "these packages need root, and there is no sudo; as root, run: $*"
    return 1
  fi
}

# install_with_apt PACKAGE…: installs those that are missing.
install_with_apt() {
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  as_root apt-get update -qq </dev/null >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" \
    </dev/null >&2
}
