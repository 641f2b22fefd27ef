#!/usr/bin/env bash
echo 'moved to pipelines/bench/training.sh' >&2
exec "$(dirname "$0")/bench/training.sh" "$@"
