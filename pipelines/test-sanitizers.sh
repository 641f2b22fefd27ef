#!/usr/bin/env bash
echo 'moved to pipelines/test/sanitizers.sh' >&2
exec "$(dirname "$0")/test/sanitizers.sh" "$@"
