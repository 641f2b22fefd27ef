# shellcheck shell=bash
#
# What is refused in one line before anything is written; and compiled programs, kept and damaged.

# refused CODE WORDS ARGUMENT…: the code, the words in the last of what is said, and no trace of the run.
refused() {
  train "$1" --output refused "${model[@]}" "${@:3}"
  tail -n 1 "$scratch/log" | grep -qF -- "$2" || fail "no '$2' in the last line"
  [ ! -e refused/metrics.jsonl ] || fail "a run was begun with ${*:3}"
  rm -rf refused
}

heading "what is no plugin, and more than there is"
echo 'no library' >text.so
refused 65 text.so --device ./text.so
refused 66 missing.so --device ./missing.so
refused 64 'no device is called' --device gpu
refused 64 'cannot be shared by 3 devices' --device "${libraries[new]}" --devices 3
refused 64 '--devices 2: is for accelerators' --devices 2
# At another place a plugin is asked for the devices that it has, not told how many.
cp "${libraries[new]}" elsewhere.so
refused 64 'expected 64 for --devices' --device ./elsewhere.so --devices 64 --batch-size 64
rm elsewhere.so
compiler=
for candidate in "${CC:-}" cc clang gcc; do
  if [ -z "$compiler" ] && [ -n "$candidate" ] && have "$candidate"; then compiler=$candidate; fi
done
if [ -n "$compiler" ]; then
  echo 'int nothing(void) { return 0; }' >nothing.c
  "$compiler" -shared -fPIC -o nothing.so nothing.c
  refused 65 'without the symbol GetPjrtApi' --device ./nothing.so
  # Version 0.57 of the interface, by which the table was another.
  cat >ancient.c <<'END'
#include <stddef.h>
static struct { size_t size; void *e; size_t v; void *ve; int major, minor; void *f[130]; } table =
  { sizeof table, NULL, 24, NULL, 0, 57, { NULL } };
const void *GetPjrtApi(void) { return &table; }
END
  "$compiler" -shared -fPIC -w -o ancient.so ancient.c
  refused 65 '0.57' --device ./ancient.so
else
  skip "libraries that are no plugins; there is no C compiler"
fi

heading "compiled programs are kept, and damaged ones are compiled anew"
rm -rf "$XDG_CACHE_HOME"
short=(--steps 8 --warmup-steps 0 --validate-every 0 --checkpoint-every 8)
for plugin in new old; do
  begin "$plugin-first" --device "${libraries[$plugin]}" "${short[@]}"
  said 'compiled the program training_step'
  begin "$plugin-second" --device "${libraries[$plugin]}" "${short[@]}"
  said 'loaded the program training_step'
done
for file in "$XDG_CACHE_HOME"/letterpress/programs/*.program; do
  printf 'damaged' | dd of="$file" bs=1 seek=5000 conv=notrunc 2>/dev/null
done
for plugin in new old; do
  begin "$plugin-third" --device "${libraries[$plugin]}" "${short[@]}"
  said 'compiled the program training_step'
  cmp -s <(losses "$plugin-first") <(losses "$plugin-third") || fail 'other losses after compiling anew'
done
