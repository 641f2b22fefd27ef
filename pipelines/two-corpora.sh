#!/usr/bin/env bash
echo 'moved to pipelines/experiments/two-corpora.sh' >&2
exec "$(dirname "$0")/experiments/two-corpora.sh" "$@"
