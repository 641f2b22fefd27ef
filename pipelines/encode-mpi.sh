#!/usr/bin/env bash
echo 'moved to pipelines/run/encode-mpi.sh' >&2
exec "$(dirname "$0")/run/encode-mpi.sh" "$@"
