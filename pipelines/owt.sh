#!/usr/bin/env bash
echo 'moved to pipelines/run/owt.sh' >&2
exec "$(dirname "$0")/run/owt.sh" "$@"
