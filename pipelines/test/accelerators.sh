#!/usr/bin/env bash
#
# Trains on XLA's CPU through PJRT plugins, one of today and one of 2025, beside our own kernels: the same losses for
# every ablation, precision and number of devices, whichever engine goes on with a run; then everything bad that can
# happen to such a run.
#
#   pipelines/test/accelerators.sh           both plugins, everything (four minutes on 2 cores)
#   CUDA=1 pipelines/test/accelerators.sh    also fetches what compiles of NVIDIA's plugin (256 MB), for an H100
#   SHORT=1 CUDA=1 pipelines/test/accelerators.sh   as continuous integration does: of the old plugin only the baseline,
#                                            and for an H100 only small models
#
# Prints a Markdown table: of each case the largest difference of a loss, and the limit. The plugins (63 MB each) are
# fetched into LETTERPRESS_PLUGINS, or else into runs/plugins; where they cannot be had, the script says that it was
# skipped. Cases that need root or a C compiler are skipped by name without. BIN names the folder of the tools.
. "$(dirname "$0")/../lib.sh"

: "${SHORT:=}" "${CUDA:=}"

need_built_tools
make_scratch
export LETTERPRESS_PLUGINS=${LETTERPRESS_PLUGINS:-$PWD/runs/plugins}
for plugin in cpu cpu-old ${CUDA:+cuda13-compiler}; do
  if ! pipelines/install-plugin.sh "$plugin" >&2; then
    say "SKIPPED: all of it; the plugin $plugin is neither installed nor to be had from the Python package index"
    exit 0
  fi
done
# library PLUGIN: the path of its shared library.
library() { find "$LETTERPRESS_PLUGINS/$1" -name '*pjrt*.so' -type f | head -n 1; }
declare -A libraries=([new]=$(library cpu) [old]=$(library cpu-old))

# Nobody's programs, plugins and records but our own.
export XDG_CACHE_HOME=$scratch/cache LETTERPRESS_MANIFEST=$scratch/manifest.db
code_folder=$PWD
# shellcheck source=pipelines/test/accelerators/common.sh
. pipelines/test/accelerators/common.sh
cd "$scratch"
make_dataset

printf '| case | plugin | largest difference | at | limit |\n| --- | --- | ---: | ---: | ---: |\n'
# shellcheck source=pipelines/test/accelerators/agreement.sh
. "$code_folder/pipelines/test/accelerators/agreement.sh"
# shellcheck source=pipelines/test/accelerators/interruptions.sh
. "$code_folder/pipelines/test/accelerators/interruptions.sh"
# shellcheck source=pipelines/test/accelerators/refusals.sh
. "$code_folder/pipelines/test/accelerators/refusals.sh"
# shellcheck source=pipelines/test/accelerators/memory.sh
. "$code_folder/pipelines/test/accelerators/memory.sh"
if [ -n "$CUDA" ]; then
  # shellcheck source=pipelines/test/accelerators/h100.sh
  . "$code_folder/pipelines/test/accelerators/h100.sh"
fi

say "all is well, $SECONDS s${skipped:+; SKIPPED:$skipped}"
