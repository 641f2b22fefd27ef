#!/usr/bin/env bash
echo 'moved to pipelines/experiments/tokenizers.sh' >&2
exec "$(dirname "$0")/experiments/tokenizers.sh" "$@"
