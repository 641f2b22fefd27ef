#!/usr/bin/env bash
#
# Builds the kernels for arm64 and runs the NEON ones beside the portable ones in an emulator, on a machine of any
# kind. Needs clang (the Swift toolchain has it) and, on Debian: qemu-user-static libc6-dev-arm64-cross
# binutils-aarch64-linux-gnu libgcc-12-dev-arm64-cross. Without them it says so and passes.
#
#   pipelines/test/neon.sh              NEON, emulated (5 s)
#   pipelines/test/neon.sh avx2         AVX2 here, the same comparison
. "$(dirname "$0")/../lib.sh"

set_name=${1:-neon}
make_scratch
sources=(pipelines/test/kernels_alike.c Sources/CKernels/dispatch.c Sources/CKernels/isa/*.c)
flags=(-O3 -Wall -Wno-nullability-completeness -I Sources/CKernels/include -o "$scratch/kernels_alike")

if [ "$set_name" != neon ] || [ "$(uname -m)" = aarch64 ]; then
  clang "${flags[@]}" "${sources[@]}" -lm
  "$scratch/kernels_alike" "$set_name"
  exit
fi
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64 || true)
root=/usr/aarch64-linux-gnu
if [ -z "$emulator" ] || [ ! -e "$root/include/stdint.h" ] || ! command -v clang aarch64-linux-gnu-ld >/dev/null; then
  say "no emulator or C library for arm64 here; skipped"
  exit 0
fi
runtime=$(dirname "$(find /usr/lib/gcc-cross/aarch64-linux-gnu -name libgcc.a | head -1)")
for file in "${sources[@]}"; do
  clang --target=aarch64-linux-gnu -isystem "$root/include" "${flags[@]:0:5}" -c "$file" \
    -o "$scratch/$(basename "$file" .c).o"
done
aarch64-linux-gnu-ld -static -o "$scratch/kernels_alike" "$root/lib/crt1.o" "$root/lib/crti.o" "$scratch"/*.o \
  -L "$root/lib" -L "$runtime" --start-group -lm -lgcc -lgcc_eh -lc --end-group "$root/lib/crtn.o"
"$emulator" "$scratch/kernels_alike" neon
