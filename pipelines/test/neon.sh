#!/usr/bin/env bash
#
# Builds the kernels, the tokenizer's and SHA-256 for arm64 and runs NEON's and ARMv8's code beside the portable one in an emulator, on a
# machine of any kind. Needs clang (the Swift toolchain has it) and, on Debian: qemu-user-static libc6-dev-arm64-cross
# binutils-aarch64-linux-gnu libgcc-12-dev-arm64-cross. Without them it says so and passes.
#
#   pipelines/test/neon.sh              NEON and ARMv8, emulated (5 s)
#   pipelines/test/neon.sh avx2         AVX2 and both of x86-64's for SHA-256 here, the same comparison
. "$(dirname "$0")/../lib.sh"

set_name=${1:-neon}
case $set_name in
  neon) codes=(armv8) ;;
  portable) codes=(portable) ;;
  *) codes=(sha-ni x86-64-v3) ;;
esac
make_scratch
kernels=(pipelines/test/kernels_alike.c Sources/CKernels/dispatch.c Sources/CKernels/isa/*.c)
digests=(pipelines/test/sha256_alike.c Sources/CSHA256/*.c Sources/CSHA256/isa/*.c)
tokenizers=(pipelines/test/tokenizer_alike.c Sources/CTokenizer/dispatch.c Sources/CTokenizer/isa/*.c)
flags=(-O3 -Wall -Wno-nullability-completeness -I Sources/CKernels/include -I Sources/CSHA256/include
  -I Sources/CTokenizer/include)

if [ "$set_name" != neon ] || [ "$(uname -m)" = aarch64 ]; then
  clang "${flags[@]}" -o "$scratch/kernels_alike" "${kernels[@]}" -lm
  clang "${flags[@]}" -o "$scratch/sha256_alike" "${digests[@]}"
  clang "${flags[@]}" -o "$scratch/tokenizer_alike" "${tokenizers[@]}"
  "$scratch/kernels_alike" "$set_name"
  "$scratch/tokenizer_alike" "$set_name"
  for code in "${codes[@]}"; do "$scratch/sha256_alike" "$code"; done
  exit
fi
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64 || true)
root=/usr/aarch64-linux-gnu
if [ -z "$emulator" ] || [ ! -e "$root/include/stdint.h" ] || ! command -v clang aarch64-linux-gnu-ld >/dev/null; then
  say "no emulator or C library for arm64 here; skipped"
  exit 0
fi
runtime=$(dirname "$(find /usr/lib/gcc-cross/aarch64-linux-gnu -name libgcc.a | head -1)")

# emulated PROGRAM CODE SOURCE…
emulated() {
  local program=$1 code=$2 file
  shift 2
  mkdir "$scratch/$program.o"
  for file; do
    clang --target=aarch64-linux-gnu -isystem "$root/include" "${flags[@]}" -c "$file" \
      -o "$scratch/$program.o/$(basename "$file" .c).o"
  done
  aarch64-linux-gnu-ld -static -o "$scratch/$program" "$root/lib/crt1.o" "$root/lib/crti.o" "$scratch/$program.o"/*.o \
    -L "$root/lib" -L "$runtime" --start-group -lm -lgcc -lgcc_eh -lc --end-group "$root/lib/crtn.o"
  "$emulator" "$scratch/$program" "$code"
}
emulated kernels_alike neon "${kernels[@]}"
emulated tokenizer_alike neon "${tokenizers[@]}"
emulated sha256_alike "${codes[0]}" "${digests[@]}"
