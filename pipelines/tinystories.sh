#!/usr/bin/env bash
echo 'moved to pipelines/run/tinystories.sh' >&2
exec "$(dirname "$0")/run/tinystories.sh" "$@"
