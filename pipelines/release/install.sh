#!/bin/sh
#
# Installs this release below ~/.local, or with --prefix FOLDER elsewhere; --uninstall removes it again, and nothing
# else. Nothing is downloaded or compiled. The tools also run from where they are: bin/lm-train --help.
exec "$(dirname "$0")/pipelines/install.sh" "$@"
