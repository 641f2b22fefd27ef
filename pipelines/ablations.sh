#!/usr/bin/env bash
echo 'moved to pipelines/experiments/ablations.sh' >&2
exec "$(dirname "$0")/experiments/ablations.sh" "$@"
