#!/usr/bin/env bash
echo 'moved to pipelines/test/fuzz.sh' >&2
exec "$(dirname "$0")/test/fuzz.sh" "$@"
