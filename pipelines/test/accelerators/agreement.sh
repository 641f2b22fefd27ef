# shellcheck shell=bash
#
# The same training on our own kernels and on a plugin's device: every ablation in both precisions, several devices, and
# runs that go from one engine to another.

# flags_of ABLATION: what makes it another model than the baseline.
flags_of() {
  case $1 in
    no-norm) echo '--norm none' ;;
    post-norm) echo '--norm post' ;;
    no-positions) echo '--position none' ;;
    silu) echo '--ffn silu --d-ff 96' ;;
    tied) echo '--tie-embeddings' ;;
  esac
}

heading "every ablation, $steps steps, on our kernels and on the devices of both plugins"
for ablation in baseline no-norm post-norm no-positions silu tied; do
  read -ra flags < <(flags_of "$ablation"; echo)
  begin "cpu-$ablation" "${flags[@]}"
  for plugin in new old; do
    if [ "$ablation" != baseline ] && [[ " ${plugins[*]} " != *" $plugin "* ]]; then continue; fi
    for precision in fp32 bf16; do
      limit=1e-5
      if [ "$precision" = bf16 ]; then limit=2e-2; fi
      begin "$plugin-$ablation-$precision" "${flags[@]}" --device "${libraries[$plugin]}" --precision "$precision"
      compare "$ablation, $precision" "$plugin" "$plugin-$ablation-$precision" "cpu-$ablation" "$limit"
    done
  done
done

heading "the recipe of today: Muon, rates of its own for each role"
begin cpu-modern --preset modern
for plugin in "${plugins[@]}"; do
  begin "$plugin-modern" --preset modern --device "${libraries[$plugin]}"
  compare "modern, fp32" "$plugin" "$plugin-modern" cpu-modern 1e-3
done

heading "two and four devices beside one"
for plugin in "${plugins[@]}"; do
  for devices in 2 4; do
    begin "$plugin-$devices" --device "${libraries[$plugin]}" --devices "$devices"
    compare "$devices devices beside 1" "$plugin" "$plugin-$devices" "$plugin-baseline-fp32" 1e-6
  done
done

heading "from our kernels to a device, to two of them, and back"
for plugin in "${plugins[@]}"; do
  run=$plugin-across
  begin "$run" --steps 60 --decay-steps "$steps"
  train 0 --output "$run" --resume --steps 100 --device "${libraries[$plugin]}"
  train 0 --output "$run" --resume --steps 160 --devices 2
  train 0 --output "$run" --resume --steps "$steps" --device cpu
  compare "CPU, device, 2 devices, CPU" "$plugin" "$run" cpu-baseline 1e-5
done
