#!/usr/bin/env bash
echo 'moved to pipelines/bench/long-run.sh' >&2
exec "$(dirname "$0")/bench/long-run.sh" "$@"
