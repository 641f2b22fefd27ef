#!/usr/bin/env bash
echo 'moved to pipelines/run/encode-parallel.sh' >&2
exec "$(dirname "$0")/run/encode-parallel.sh" "$@"
