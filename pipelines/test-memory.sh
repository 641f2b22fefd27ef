#!/usr/bin/env bash
echo 'moved to pipelines/test/hardship.sh memory' >&2
exec "$(dirname "$0")/test/hardship.sh" memory "$@"
