#!/usr/bin/env bash
#
# Names and counts the tests that a run of `swift test` has skipped, and fails for one that is not expected:
#
#   pipelines/checks/skips.sh LOG [python] [root]     what there is: the libraries of peers.sh; the rights of root
#
# A test that is skipped proves nothing. Those below are expected; any other is an error, mended by installing what it
# needs or by adding it here with its reason.
set -euo pipefail

log=$1
shift

# Always: by hand, for they measure or need libraries of gigabytes.
expected=(SpeedReport 'operations of a training step' 'the products of one sampled token against reading the weights once'
  'a call of the thread team with nothing to do' 'transformersComputesOurLogits()' 'transformersReadsTheTokenizerAndTheEnds()'
  'gigatokenGivesTheSameIDs()')
# With the fixtures of CS336 and GPT-2, which a clone does not have.
expected+=('loadsGPT2()' 'corpusGivesTheReferenceMerges()' 'fixtureFilesHaveTiktokensIDs()')
if [[ " $* " != *" python "* ]]; then
  expected+=(TensorBoardLibraryTests LMPythonTests 'aLlamaInNumpyComputesOurLogits()' 'itReadsNumbersTextsAndSettings()'
    'aRunThatGoesOnHasEachStepOnce()' 'theLibraryAcceptsNoMoreThanTheTableSays()' 'theLibraryReadsOurs()'
    'weReadTheLibrarys()' 'theLibraryOpensIt()' 'numpyReadsTheTokens()' 'theClientReadsTheEvents()' 'theyRun()'
    'safetensorsOpensACheckpointAndFindsCS336sNames()' 'theLibraryAgrees()' 'hashlibComputesTheSame()')
fi
if [[ " $* " == *" root "* ]]; then
  # Root may do what these look at; a user may not do what the others need (mounting, other users, namespaces).
  expected+=('whatIsForbiddenIsNamed()')
fi

count=0 unexpected=0
while read -r name; do
  count=$((count + 1))
  known=
  for one in "${expected[@]}"; do
    if [ "$name" = "$one" ]; then known=yes; fi
  done
  printf 'skipped: %s%s\n' "$name" "${known:- (not expected)}" | sed 's/yes$//' >&2
  [ -n "$known" ] || unexpected=$((unexpected + 1))
done < <(sed -n -E 's/^[^A-Za-z]* (Test|Suite) "?([^"]*[^" ])"? skipped.*/\2/p' "$log" | LC_ALL=C sort -u)
printf 'skipped: %d tests or suites, %d of them not expected\n' "$count" "$unexpected" >&2
[ "$unexpected" -eq 0 ]
