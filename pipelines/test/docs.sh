#!/usr/bin/env bash
#
# Runs the commands of the documentation as a reader would: page by page, block by block, in a copy of the repository.
# The first command that fails ends the test and is named with its page and line. Links between pages and the types
# that DocC pages name are checked too.
#
#   pipelines/test/docs.sh                     all pages, about two minutes on 2 cores; BIN names the folder of the tools
#   pipelines/test/docs.sh README.md docs/…    these pages only, in this order
#
# What is run are the blocks fenced with ```sh. A comment above a block or in a page changes that:
#
#   <!-- not run: needs Slurm -->    the next block is not run, only parsed; the summary counts it and gives the reason
#   <!-- run in: runs/tour -->       what follows runs in this folder of an earlier page, with the tools on the PATH
#
# The scripts get tiny settings from their environment variables. Nothing is compiled: `swift build` is replaced by a
# stand-in, and .build/release holds the tools of BIN.
. "$(dirname "$0")/../lib.sh"

need_built_tools
make_scratch
clone=$scratch/clone

# The README comes first, since other pages go on with what it made; then the pages in the order below; then the rest.
if [ $# -gt 0 ]; then
  pages=("$@")
else
  pages=(README.md docs/experiments.md docs/reports.md docs/interoperability.md docs/manifest.md)
  for page in *.md docs/*.md; do
    case " ${pages[*]} CHANGELOG.md docs/performance-log.md " in *" $page "*) ;; *) pages+=("$page") ;; esac
  done
fi

# --- A copy of the repository, with tools and without a compiler ------------------------------------------------------

mkdir -p "$clone/.build" "$scratch/stand-ins"
tar -c --exclude=./.git --exclude='./.build*' --exclude='./.venv*' --exclude=./runs --exclude=./data/downloads \
  --exclude='./manifest.db*' --exclude=./receipts . | tar -x -C "$clone"
ln -s "$BIN" "$clone/.build/release"
cat >"$scratch/stand-ins/swift" <<'END'
#!/bin/sh
case "$1" in
  build) exit 0 ;;
  --version) echo 'Swift version 6.2 (stand-in)' ;;
  *) echo "swift $*: the test of the documentation has no compiler; mark the block as not run" >&2; exit 1 ;;
esac
END
chmod +x "$scratch/stand-ins/swift"

tiny=(SCALE=tiny MEGABYTES=0.3 VOCAB=400 VOCAB_A=600 VOCAB_B=600 CONTEXT=32 D_MODEL=32 LAYERS=2 HEADS=2 D_FF=64
  STEPS=20 BATCH=4 WARMUP=2 VALIDATE_EVERY=10 CHECKPOINT_EVERY=10 EVAL_TOKENS=2000 NEW_TOKENS=30)

# Every shell of a page begins with this, and the scripts that it calls do not.
cat >"$scratch/prelude" <<'END'
unset BASH_ENV
set -eE -o pipefail
go() { cd "$DOCS_CLONE/$1" && PATH=$DOCS_CLONE/.build/release:$PATH; }
trap 'printf "%s\t%s\n" "$LINENO" "$BASH_COMMAND" >>"$DOCS_FAILED"; exit 1' ERR
END

# --- What of a page is run --------------------------------------------------------------------------------------------

# split PAGE: the page as a script, line by line, so that line numbers are the page's: page.sh with what is run,
# parsed.sh with what is not, and `skipped` with the line and the reason of each block that is not run.
split() {
  awk -v run="$scratch/page.sh" -v parsed="$scratch/parsed.sh" -v skipped="$scratch/skipped" -v page="$1" '
    function put(first, second) { print first >run; print second >parsed }
    BEGIN { printf "" >run; printf "" >parsed; printf "" >skipped }
    /^```/ && !inside {
      inside = 1
      language = substr($0, 4)
      if (language == "") { printf "%s:%d: say what the block holds: sh, text, …\n", page, NR; bad = 1 }
      kind = language != "sh" ? "other" : reason != "" ? "parsed" : "run"
      if (kind == "parsed") printf "%s:%d: %s\n", page, NR, reason >skipped
      reason = ""
      put("", "")
      next
    }
    /^```$/ { inside = 0; put("", ""); next }
    inside { put(kind == "run" ? $0 : "", kind == "parsed" ? $0 : ""); next }
    /^<!-- not run: .* -->$/ { reason = substr($0, 15, length($0) - 18); put("", ""); next }
    /^<!-- run in: .* -->$/ { put("go \"" substr($0, 14, length($0) - 17) "\"", ""); next }
    reason != "" && $0 != "" { printf "%s:%d: no block follows on \"not run\"\n", page, NR; bad = 1; reason = "" }
    { put("", "") }
    END { if (inside) { printf "%s: a block does not end\n", page; bad = 1 } exit bad }' "$1" >&2 ||
    fail "$1 cannot be read as blocks"
}

# commands: how many commands the script of a page has, counted by the lines that begin one.
commands() { awk '/^[^ #]/ && !more && !/^go "/ { n++ } { more = /\\$/ } END { print n + 0 }' "$scratch/page.sh"; }

run_page() {
  local page=$1 line command
  split "$page"
  bash -n "$scratch/parsed.sh" 2>"$scratch/log" ||
    { cat "$scratch/log" >&2; fail "$page: a block that is not run is no shell script either; lines are the page's"; }
  cat "$scratch/skipped" >>"$scratch/all-skipped"
  : >"$scratch/failed"
  if ! (
    cd "$clone"
    unset BIN RUN CORPUS LETTERPRESS_MANIFEST LETTERPRESS_ISA POINT SLURM_ARRAY_TASK_ID
    env "${tiny[@]}" PATH="$scratch/stand-ins:$PATH" BASH_ENV="$scratch/prelude" DOCS_FAILED="$scratch/failed" \
      DOCS_CLONE="$clone" bash "$scratch/page.sh" </dev/null >"$scratch/log" 2>&1
  ); then
    tail -n 20 "$scratch/log" >&2
    IFS=$'\t' read -r line command <"$scratch/failed" || true
    fail "$page:${line:-?}: failed: ${command:-the block as a whole}"
  fi
  say "$page: $(commands) commands run, $(wc -l <"$scratch/skipped" | tr -d ' ') blocks not run"
}

# --- Links ------------------------------------------------------------------------------------------------------------

# anchors FILE: the names under which GitHub reaches the headings of a page.
anchors() {
  awk '/^```/ { inside = !inside } /^##* / && !inside' "$1" | sed 's/^#* //' | LC_ALL=C tr '[:upper:]' '[:lower:]' |
    LC_ALL=C sed "s/[][!\"#\$%&'()*+,./:;<=>?@\\\\^\`{|}~]//g; s/ /-/g"
}

check_links() {
  local page=$1 target file anchor
  while IFS= read -r target; do
    case "$target" in *://* | mailto:*) continue ;; esac
    file=${target%%#*} anchor=${target#"$file"}
    if [ -n "$file" ]; then file=$(dirname "$page")/$file; else file=$page; fi
    [ -e "$file" ] || fail "$page: the link $target leads nowhere"
    if [ -n "$anchor" ]; then
      anchors "$file" | grep -qxF -- "${anchor#\#}" || fail "$page: $file has no heading for the link $target"
    fi
  done < <(awk '/^```/ { inside = !inside } !inside' "$page" | grep -o '](<*[^) ]*)' | sed 's/^](//; s/)$//')
  # A script that is named anywhere exists.
  while IFS= read -r file; do
    [ -e "$file" ] || fail "$page names $file, which does not exist"
  done < <(grep -Eo '\b(pipelines|data|\.ci)/[A-Za-z0-9_/.-]+\.(sh|sbatch|yaml|py)' "$page" | LC_ALL=C sort -u)
}

# The DocC page of a module links to types that the module declares.
check_symbols() {
  local page=$1 module=${1#Sources/} name
  module=${module%%/*}
  # shellcheck disable=SC2016 # backquotes of Markdown
  while IFS= read -r name; do
    [ "$name" = "$module" ] ||
      grep -rqE --include='*.swift' "^(package|public) .*(class|struct|enum|protocol|actor) $name\\b" "Sources/$module" ||
      fail "$page: $module declares no $name"
  done < <(grep -o '``[A-Za-z0-9]*``' "$page" | tr -d '`' | LC_ALL=C sort -u)
}

for page in "${pages[@]}"; do check_links "$page"; done
for page in Sources/*/*.docc/*.md; do check_symbols "$page"; done
: >"$scratch/all-skipped"
for page in "${pages[@]}"; do run_page "$page"; done
say "$(wc -l <"$scratch/all-skipped" | tr -d ' ') blocks were not run:"
sed 's/^/  /' "$scratch/all-skipped" >&2
heading "the documentation's commands work, $SECONDS s"
