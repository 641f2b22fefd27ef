/// What people type who know other programs, or have slipped: the command line, the exit code, and what the tool says.
///
/// Words are divided at spaces.
enum MistakesTable {
  static let rows: [(line: String, code: Int32, message: String)] = [
    ("bpe-train --inpt corpus.txt", 64, "unknown flag --inpt; did you mean --input?"),
    ("bpe-train --ouput tokenizer", 64, "unknown flag --ouput; did you mean --output?"),
    ("bpe-train --vocab_size 1000", 64, "unknown flag --vocab_size; use --vocab-size"),
    ("bpe-train --vocabsize 1000", 64, "unknown flag --vocabsize; did you mean --vocab-size?"),
    ("bpe-train --vocab-size=abc --input a", 64, "--vocab-size abc: must be a whole number"),
    ("bpe-train --vocab-size 10k --input a", 64, "--vocab-size 10k: must be a whole number; write 10000"),
    ("bpe-train --vocab-size 1e4 --input a", 64, "--vocab-size 1e4: must be a whole number; write 10000"),
    ("bpe-train --vocab-size 10,000 --input a", 64, "--vocab-size 10,000: must be a whole number; write 10000"),
    ("bpe-train --vocab-size 1000.5 --input a", 64, "--vocab-size 1000.5: must be a whole number"),
    ("bpe-train --vocab-size", 64, "--vocab-size needs a value: --vocab-size <n>"),
    ("bpe-train --vocab-size --input corpus.txt", 64, "--vocab-size needs a value: --vocab-size <n>"),
    ("bpe-train --input", 64, "--input needs a value: --input <file>"),
    ("bpe-train -input corpus.txt", 64, "unknown flag -input; use --input"),
    ("bpe-train --Input corpus.txt", 64, "unknown flag --Input; use --input"),
    ("bpe-train --INPUT=corpus.txt", 64, "unknown flag --INPUT; use --input"),
    ("bpe-train -i corpus.txt -o tokenizer", 64, "unknown flags: -i (use --input), -o (use --output)"),
    (
      "bpe-train --files corpus.txt --vocab-size 300 --out t", 64,
      "unknown flags: --files (use --input), --out (use --output)"
    ),
    ("bpe-train --num-tokens 300", 64, "unknown flag --num-tokens; use --vocab-size"),
    ("bpe-train --special-tokens <s>", 64, "unknown flag --special-tokens; use --special-token"),
    (
      "bpe-train --min-frequency 2", 64,
      "unknown flag --min-frequency; merges are learnt until --vocab-size is reached; leave it out"
    ),
    ("bpe-train --num-workers 4", 64, "unknown flag --num-workers; use --threads"),
    ("bpe-train --threads two --input a", 64, "--threads two: must be a whole number"),
    ("bpe-train —input corpus.txt", 64, "unknown flag —input; use --input"),
    ("bpe-train corpus.txt", 64, "unexpected 'corpus.txt'; a value follows its flag, such as --input <file>"),
    ("bpe-train train --input corpus.txt", 64, "unexpected 'train'; a value follows its flag, such as --input <file>"),
    ("bpe-train help", 64, "unexpected 'help'; did you mean --help?"),
    ("bpe-train --input a --vocab-size 300 400 --output t", 64, "unexpected '400'; --vocab-size takes one value"),
    ("bpe-train --force=yes", 64, "--force takes no value; leave what follows the = out"),
    (
      "bpe-train --inspect tokenizer --longest -5", 64,
      "--longest needs a value: --longest <n>; if '-5' is meant, write --longest=-5"
    ),
    ("bpe-train --overwrite", 64, "unknown flag --overwrite; use --force"),
    ("bpe-train --verbose", 64, "unknown flag --verbose; progress is printed unless there is --quiet; leave it out"),
    ("bpe-train -v", 64, "unknown flag -v; progress is printed unless there is --quiet; leave it out"),
    ("bpe-train -n", 64, "unknown flag -n; use --dry-run"),
    ("bpe-train --xyzzy", 64, "unknown flag --xyzzy; bpe-train --help lists the flags"),
    ("bpe-train --temperature 1", 64, "unknown flag --temperature; bpe-train --help lists the flags"),
    ("bpe-encode --tokeniser tokenizer --input a", 64, "unknown flag --tokeniser; use --tokenizer"),
    ("bpe-encode --tok tokenizer", 64, "unknown flag --tok; use --tokenizer"),
    ("bpe-encode --inptu a --tokenizer t", 64, "unknown flag --inptu; did you mean --input?"),
    ("bpe-encode --detokenize part", 64, "unknown flag --detokenize; use --decode"),
    ("bpe-encode --num-shards 4", 64, "unknown flag --num-shards; use --parts"),
    ("bpe-encode --eos x", 64, "unknown flag --eos; use --separator"),
    (
      "bpe-encode --part x --parts 3 --input a --tokenizer t --output e", 64,
      "--part x: must be a part, as 5, or a range of parts, as 3-7 or 4-999:8"
    ),
    ("bpe-encode --compression-level 3", 64, "unknown flag --compression-level; use --level"),
    ("bpe-encode --level high --input a --tokenizer t --output e", 64, "--level high: must be a whole number"),
    ("bpe-encode --input a --tokenizer t", 64, "Give --output DIRECTORY for the parts."),
    ("shard encoded dataset", 64, "unexpected 'encoded'; a value follows its flag, such as --input <path>"),
    ("shard --in encoded --out dataset", 64, "unknown flags: --in (use --input), --out (use --output)"),
    ("shard --val-split 0.1", 64, "unknown flag --val-split; use --valid-fraction"),
    ("shard --valid_fraction 0.1", 64, "unknown flag --valid_fraction; use --valid-fraction"),
    (
      "shard --valid 0.1", 64,
      "unknown flag --valid; did you mean --valid-fraction or --valid-documents or --valid-tail?"
    ),
    ("shard --valid-fraction 10% --input e --output d", 64, "--valid-fraction 10%: must be a number"),
    ("shard --random-seed 3", 64, "unknown flag --random-seed; use --seed"),
    ("shard --shard-size 1000", 64, "unknown flag --shard-size; use --shard-tokens"),
    ("shard --memory lots --input e --output d", 64, "--memory lots: must be an amount such as 80GB or 16GiB"),
    ("shard --no-shuffle", 64, "unknown flag --no-shuffle; leave --shuffle out"),
    ("lm-train exprot", 64, "unknown command 'exprot'; did you mean lm-train export?"),
    ("lm-train evaluate", 64, "unknown command 'evaluate'; use lm-eval"),
    ("lm-train sample", 64, "unknown command 'sample'; use lm-sample"),
    ("lm-train plan", 64, "unknown command 'plan'; use lm-train --plan"),
    ("lm-train dataset", 64, "unknown command 'dataset'; did you mean --dataset?"),
    ("lm-train runs/dataset", 64, "unexpected 'runs/dataset'; a value follows its flag, such as --dataset <dir>"),
    ("lm-train --quiet export", 64, "'export' comes first: lm-train export …"),
    ("lm-train --data d", 64, "unknown flag --data; use --dataset"),
    ("lm-train --dataset d --output r --learning-rate 1e-3", 64, "unknown flag --learning-rate; use --lr"),
    (
      "lm-train --learning_rate 1e-3 --n_layer 4 --block_size 256", 64,
      "unknown flags: --learning_rate (use --lr), --n_layer (use --layers), --block_size (use --context-length)"
    ),
    (
      "lm-train --epochs 3", 64,
      "unknown flag --epochs; training is counted in --steps; one pass over the dataset is its tokens (shard --inspect) divided by --batch-size x --context-length x --gradient-accumulation steps; --recipe auto --passes 4 counts them"
    ),
    (
      "lm-train --num-train-epochs=3", 64,
      "unknown flag --num-train-epochs; training is counted in --steps; one pass over the dataset is its tokens (shard --inspect) divided by --batch-size x --context-length x --gradient-accumulation steps; --recipe auto --passes 4 counts them"
    ),
    ("lm-train --batch_size 8", 64, "unknown flag --batch_size; use --batch-size"),
    ("lm-train --batchsize 8", 64, "unknown flag --batchsize; did you mean --batch-size?"),
    ("lm-train --num-layers 4", 64, "unknown flag --num-layers; use --layers"),
    ("lm-train --n-layer 4", 64, "unknown flag --n-layer; use --layers"),
    ("lm-train --n-head 4", 64, "unknown flag --n-head; use --heads"),
    ("lm-train --hidden-size 512", 64, "unknown flag --hidden-size; use --d-model"),
    ("lm-train --d_model 512", 64, "unknown flag --d_model; use --d-model"),
    ("lm-train --n_embd 384", 64, "unknown flag --n_embd; use --d-model"),
    ("lm-train --intermediate-size 1024", 64, "unknown flag --intermediate-size; use --d-ff"),
    ("lm-train --lr_max 1e-3", 64, "unknown flag --lr_max; use --lr"),
    ("lm-train --lr fast --plan", 64, "--lr fast: must be a number"),
    ("lm-train --lr-scheduler-type linear", 64, "unknown flag --lr-scheduler-type; use --schedule"),
    ("lm-train --decay-fraction 0.1", 64, "unknown flag --decay-fraction; use --cooldown-fraction"),
    ("lm-train --time-limit 60", 64, "unknown flag --time-limit; use --max-seconds"),
    ("lm-train --min_lr 1e-4", 64, "unknown flag --min_lr; use --min-lr"),
    ("lm-train --warmup 100", 64, "unknown flag --warmup; use --warmup-steps"),
    ("lm-train --warmup-iters 100", 64, "unknown flag --warmup-iters; use --warmup-steps"),
    ("lm-train --max-iters 100", 64, "unknown flag --max-iters; use --steps"),
    ("lm-train --max_steps 100", 64, "unknown flag --max_steps; use --steps"),
    ("lm-train --grad-clip 1", 64, "unknown flag --grad-clip; use --clip"),
    (
      "lm-train --gradient-accumulation-steps 4", 64,
      "unknown flag --gradient-accumulation-steps; use --gradient-accumulation"
    ),
    ("lm-train --eval-interval 100", 64, "unknown flag --eval-interval; use --validate-every"),
    ("lm-train --save-every 100", 64, "unknown flag --save-every; use --checkpoint-every"),
    (
      "lm-train --dropout 0.1", 64,
      "unknown flag --dropout; there is no dropout; --weight-decay is the regularization; leave it out"
    ),
    (
      "bpe-train --device cuda", 64,
      "unknown flag --device; lm-train, lm-eval and lm-sample compute on accelerators, with --device; this runs on the "
        + "cores that --threads says; leave it out"
    ),
    (
      "lm-train --optim muon", 64, "unknown flag --optim; use --optimizer"
    ),
    (
      "lm-train --wandb-log", 64,
      "unknown flag --wandb-log; --tensorboard, which is the default, and --report FILE record the run; leave it out"
    ),
    (
      "lm-train --dtype bfloat16", 64,
      "unknown flag --dtype; the CPU computes in 32-bit floats, an accelerator's products are in bfloat16 with "
        + "--precision bf16"
    ),
    (
      "lm-sample --gpu 0", 64,
      "unknown flag --gpu; --device cuda computes on a GPU; lm-train devices lists what is there"
    ),
    ("lm-train --steps -5 --plan", 64, "--steps needs a value: --steps <n>; if '-5' is meant, write --steps=-5"),
    ("lm-train --steps 2_000x --plan", 64, "--steps 2_000x: must be a whole number"),
    ("lm-train --norm layernorm --plan", 64, "--norm layernorm: must be pre, post or none"),
    ("lm-train --norm prre --plan", 64, "--norm prre: must be pre, post or none; did you mean pre?"),
    (
      "lm-train --preset gpt2-sml --plan", 64,
      "--preset gpt2-sml: must be tinystories, owt, gpt2-small, gpt2-medium, gpt2-large, gpt2-xl or modern; did you mean gpt2-small?"
    ),
    ("lm-train --hf folder", 64, "unknown flag --hf; it belongs to lm-train export"),
    ("lm-train --resume-from run", 64, "unknown flag --resume-from; did you mean --resume?"),
    ("lm-train --resume=yes", 64, "--resume takes no value; leave what follows the = out"),
    ("lm-train --dataset d1 d2 --output r", 64, "unexpected 'd2'; --dataset takes one value"),
    ("lm-train --no-resume", 64, "unknown flag --no-resume; leave --resume out"),
    ("lm-train --output r", 64, "--dataset is missing: the folder that shard made."),
    ("lm-train --dataset d", 64, "--output is missing: the folder for the run."),
    (
      "lm-train export --checkpoint run", 64,
      "--hf <dir>, --gguf <file> or --adapter <dir>: one of them says what to write."
    ),
    ("lm-train export --model run", 64, "unknown flag --model; use --checkpoint"),
    ("lm-train tabulate", 64, "<file> is missing: files with a plan each"),
    ("lm-train toy --learning-rate 3", 64, "unknown flag --learning-rate; use --lr"),
    ("lm-eval plot", 64, "unknown command 'plot'; use lm-eval report"),
    ("lm-eval compair runs/a", 64, "unknown command 'compair'; did you mean lm-eval compare?"),
    ("lm-eval mmlu", 64, "unknown command 'mmlu'; use lm-eval tasks"),
    (
      "lm-eval tasks --checkpoint r --tokenizer t --questions q", 64,
      "unknown flag --questions; lm-eval tasks --help lists the flags"
    ),
    (
      "lm-eval tasks --checkpoint r --tokenizer t", 64,
      "--input is missing: the questions: JSON Lines, also packed by gzip or zstd"
    ),
    (
      "lm-eval tasks --checkpoint r --tokenizer t --input q --label-field l", 64,
      "unknown flag --label-field; use --answer-field"
    ),
    ("lm-eval --model run", 64, "unknown flag --model; use --checkpoint"),
    ("lm-eval --checkpoint run --data dataset", 64, "unknown flag --data; use --dataset"),
    (
      "lm-eval --dataset d", 64,
      "--checkpoint is missing: a checkpoint, a state dict, or a run's directory for its newest checkpoint; RUN/best is its best"
    ),
    ("lm-eval report run --out page.html", 64, "unknown flag --out; use --output"),
    ("lm-eval report run", 64, "Give --output FILE for a page or --svg FILE for a figure."),
    ("lm-sample --model run --tokenizer t", 64, "unknown flag --model; use --checkpoint"),
    (
      "lm-sample --checkpoint run --tokenizer t --max-tokens 100", 64, "unknown flag --max-tokens; use --max-new-tokens"
    ),
    ("lm-sample --temp 0.8", 64, "unknown flag --temp; use --temperature"),
    ("lm-sample --topk 40", 64, "unknown flag --topk; use --top-k"),
    ("lm-sample --top_p 0.9", 64, "unknown flag --top_p; use --top-p"),
    ("lm-sample --top 3", 64, "unknown flag --top; did you mean --top-k or --top-p?"),
    ("lm-sample --num-samples 3", 64, "unknown flag --num-samples; use --samples"),
    (
      "lm-sample --checkpoint r --tokenizer t --prompt Once upon a time", 64,
      "unexpected 'upon'; put a text of several words in quotes: --prompt 'Once upon a time'"
    ),
    (
      "lm-sample --checkpoint r --tokenizer t --prompt -hello", 64,
      "--prompt needs a value: --prompt <text>; if '-hello' is meant, write --prompt=-hello"
    ),
    ("lm-sample --greedy", 64, "unknown flag --greedy; --temperature 0 always takes the most likely token"),
    (
      "lm-sample --prompt hello", 64,
      "--checkpoint is missing: a checkpoint, a run's directory for its newest (RUN/best is its best), a model folder, or a "
        + "state dict"
    ),
    (
      "lm-sample --checkpoint r --tokenizer t --weights int4", 64,
      "--weights int4: must be fp32, bf16 or int8; did you mean int8?"
    ),
    ("manifest whyy model", 64, "unknown command 'whyy'; did you mean manifest why?"),
    ("manifest blame model", 64, "unknown command 'blame'; use manifest why"),
    ("manifest status", 64, "unknown command 'status'; use manifest stale"),
    ("manifest history", 64, "unknown command 'history'; use manifest log"),
    (
      "manifest xyzzy", 64,
      "unknown command 'xyzzy'; manifest has runs, log, why, lineage, stale, verify, ingest, rebuild, export, note, "
        + "diff, rerun, clean and forget"
    ),
    ("manifest --json why model", 64, "unknown flag --json; flags follow the command: manifest why …"),
    ("manifest why", 64, "<path> is missing: the file or directory"),
    ("manifest why a b", 64, "unexpected 'b'; manifest why takes one <path>"),
    ("manifest runs lm-train", 64, "unexpected 'lm-train'; a value follows its flag, such as --stage <tool>"),
    ("manifest runs --limit ten", 64, "--limit ten: must be a whole number"),
    ("manifest log --lim 3", 64, "unknown flag --lim; did you mean --limit?"),
    ("tell-stories --size 10", 64, "unknown flag --size; use --megabytes"),
    ("tell-stories --megabyte 10", 64, "unknown flag --megabyte; did you mean --megabytes?"),
    ("tell-stories --megabytes 10", 64, "Give --output FILE for a corpus or --minimal-pairs FILE for pairs."),
    ("machine-speed kernel", 64, "unknown command 'kernel'; did you mean machine-speed kernels?"),
    ("bpe-train -V", 64, "unknown flag -V; use --version"),
  ]
}
