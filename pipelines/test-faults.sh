#!/usr/bin/env bash
echo 'moved to pipelines/test/hardship.sh faults' >&2
exec "$(dirname "$0")/test/hardship.sh" faults "$@"
