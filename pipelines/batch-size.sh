#!/usr/bin/env bash
echo 'moved to pipelines/experiments/batch-size.sh' >&2
exec "$(dirname "$0")/experiments/batch-size.sh" "$@"
