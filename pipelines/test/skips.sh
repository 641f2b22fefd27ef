#!/usr/bin/env bash
#
# Names and counts the tests that a run of `swift test` has skipped, and fails for one that is not expected:
#
#   pipelines/test/skips.sh LOG [python] [root] [linux] [cpu] [cuda]   what there is: the libraries of peers.sh; the
#                                                             rights of root; Linux with what setup.sh --tests installs;
#                                                             a plugin of install-plugin.sh for the CPU, and for CUDA
#
# A test that is skipped proves nothing. Those below are expected; any other is an error, mended by installing what it
# needs or by adding it here with its reason. So is one that does not say what it needs.
. "$(dirname "$0")/../lib.sh"

log=$(from_caller "${1:?which log?}")
shift

# Always expected, whatever the test: it needs libraries of gigabytes, and is run by hand.
lacking='set LETTERPRESS_PYTHON to a Python with'
absent=("$lacking transformers and torch" "$lacking torch and transformers" "$lacking transformers, torch and jinja2" "$lacking gigatoken and tokenizers"
  'PyTorch is not installed')
# Of a plugin's tests there are many, all with the same words.
for plugin in cpu cuda; do
  if [[ " $* " != *" $plugin "* ]]; then absent+=("no ${plugin^^} plugin is installed"); fi
done

expected=()
if [[ " $* " != *" python "* ]]; then
  expected+=(LMPythonTests 'aLlamaInNumpyComputesOurLogits()' 'itReadsNumbersTextsAndSettings()'
    'aRunThatGoesOnHasEachStepOnce()' 'theLibraryAcceptsNoMoreThanTheTableSays()' 'theLibraryReadsOurs()'
    'weReadTheLibrarys()' 'theLibraryOpensIt()' 'numpyReadsTheTokens()' 'theClientReadsTheEvents()' 'theyRun()'
    'hashlibComputesTheSame()' 'everyCharacterInContext(pattern:)'
    'safetensorsOpensACheckpointAndFindsCS336sNames()' 'theLibraryAgrees()' 'theLibrariesAgree()' 'ggmlReadsIt(_:)')
fi
# Root may do what this one looks at; another user may not mount, become somebody else or make a namespace.
if [[ " $* " == *" root "* ]]; then expected+=('whatIsForbiddenIsNamed()'); fi
if [[ " $* " != *" root "* || " $* " != *" linux "* ]]; then
  expected+=('aFullDisk()' ManifestReadersTests 'answersWithoutPermission(question:)'
    'answersWhateverIsClosed(file:folder:)' 'whatChangedIsSeen()' 'whatMayNotBeReadIsNamed()' 'aStageGoesOn()'
    NamespaceTests 'aRunInsideIsLeftAloneOutside()' 'aRunOutsideIsLeftAloneInside(flags:)')
fi
if [[ " $* " != *" linux "* ]]; then
  expected+=('aClockSetBackADay()' 'aResultThatCannotBeWritten(arguments:)')
fi

count=0 unexpected=0
while IFS=$'\t' read -r name reason; do
  count=$((count + 1))
  note=' (not expected)'
  for one in ${expected[@]+"${expected[@]}"}; do
    if [ "$name" = "$one" ]; then note=; fi
  done
  for one in "${absent[@]}"; do
    if [[ "$reason" == "$one"* ]]; then note=; fi
  done
  if [ -z "$reason" ]; then note=' (not expected without a reason)'; fi
  printf 'skipped: %s%s%s\n' "$name" "${reason:+: $reason}" "$note" >&2
  [ -z "$note" ] || unexpected=$((unexpected + 1))
done < <(sed -n -E 's/^[^A-Za-z]* (Test|Suite) "?([^"]*[^" ])"? skipped(: "([^"]*))?.*$/\2\t\4/p' "$log" | LC_ALL=C sort)
printf 'skipped: %d tests or suites, %d of them not expected\n' "$count" "$unexpected" >&2
[ "$unexpected" -eq 0 ]
