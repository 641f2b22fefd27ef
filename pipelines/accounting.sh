#!/usr/bin/env bash
echo 'moved to pipelines/experiments/accounting.sh' >&2
exec "$(dirname "$0")/experiments/accounting.sh" "$@"
