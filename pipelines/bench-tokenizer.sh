#!/usr/bin/env bash
echo 'moved to pipelines/bench/tokenizer.sh' >&2
exec "$(dirname "$0")/bench/tokenizer.sh" "$@"
