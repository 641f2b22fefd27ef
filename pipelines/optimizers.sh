#!/usr/bin/env bash
echo 'moved to pipelines/experiments/optimizers.sh' >&2
exec "$(dirname "$0")/experiments/optimizers.sh" "$@"
