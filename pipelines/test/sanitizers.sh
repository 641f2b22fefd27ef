#!/usr/bin/env bash
#
# Runs the tests under sanitizers: memory errors, undefined behaviour in our C, and data races.
#
#   pipelines/test/sanitizers.sh                     both passes; an hour or more on 2 cores, most of it two builds
#   pipelines/test/sanitizers.sh address             memory errors, and undefined behaviour in our C
#   pipelines/test/sanitizers.sh thread              data races
#   pipelines/test/sanitizers.sh address --filter X  some of the tests, as `swift test` selects them
#
# Swift itself traps on overflow in any build. The address pass does not check for leaks, because Swift's runtime keeps
# some memory for the life of the process. Both passes leave out the tests that start the tools as programs from the
# ordinary build (PipelineTests) and the tests of speed.
. "$(dirname "$0")/../lib.sh"

passes=(address thread)
case ${1:-} in
  address | thread)
    passes=("$1")
    shift
    ;;
esac
if [ "$#" -eq 0 ]; then set -- --skip PipelineTests; fi

export ASAN_OPTIONS=detect_leaks=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export TSAN_OPTIONS=halt_on_error=0:second_deadlock_stack=1

for pass in "${passes[@]}"; do
  heading "$pass"
  if [ "$pass" = address ]; then
    watch="-fsanitize=address,undefined -fno-sanitize-recover=undefined"
    flags=(-Xswiftc -sanitize=address)
  else
    watch="-fsanitize=thread"
    flags=(-Xswiftc -sanitize=thread)
  fi
  LETTERPRESS_WATCH=$watch swift test -c release --scratch-path ".build-$pass" -Xswiftc -enable-testing \
    "${flags[@]}" "$@"
done
