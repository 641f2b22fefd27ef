#!/usr/bin/env bash
echo 'moved to pipelines/experiments/learning-rate.sh' >&2
exec "$(dirname "$0")/experiments/learning-rate.sh" "$@"
