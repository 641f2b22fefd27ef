import Messages

/// What the command lines call the fields that errors name: the one place where a field becomes a flag.
package enum FlagNames {
  private static let flags = [
    // Of the model.
    "vocabulary": "vocab-size", "contextLength": "context-length", "width": "d-model", "layers": "layers",
    "heads": "heads", "feedForwardWidth": "d-ff", "ropeTheta": "rope-theta", "normEpsilon": "norm-epsilon",
    "norm": "norm", "position": "position", "feedForward": "ffn",
    "ownHeadWidth": "head-width", "normKind": "norm-kind", "biases": "biases", "keyValueHeads": "kv-heads",
    "attentionWindow": "window", "logitCap": "logit-softcap",
    "valueResidual": "value-residual", "embeddingResidual": "embedding-residual",
    // Of its training.
    "batchSize": "batch-size", "accumulation": "gradient-accumulation",
    "gradientGroups": "gradient-groups", "learningRate": "lr",
    "minimumLearningRate": "min-lr", "warmupSteps": "warmup-steps", "decaySteps": "decay-steps",
    "cooldownFraction": "cooldown-fraction", "alignment": "align", "beta1": "beta1", "beta2": "beta2", "epsilon": "eps",
    "weightDecay": "weight-decay", "clipNorm": "clip",
    "embeddingRate": "lr-embedding", "headRate": "lr-head", "vectorRate": "lr-vectors", "momentum": "momentum",
    "momentumWarmupSteps": "momentum-warmup-steps",
    "frozen": "freeze", "loraRank": "lora-rank", "loraAlpha": "lora-alpha", "loraTargets": "lora-target",
    // Of the devices that compute it.
    "device": "device", "devices": "devices", "precision": "precision", "stepsPerLaunch": "steps-per-launch",
    "mpi": "mpi",
    // Of texts that it makes.
    "samples": "samples",
    // Of a plan of it.
    "plan": "plan", "memory": "memory",
    // Of a tokenizer and its texts.
    "vocabularySize": "vocab-size", "specialTokens": "special-token", "separator": "separator",
    "completions": "completions", "chatFormat": "chat-format", "textField": "text-field", "skipDamaged": "skip-damaged",
    "raw": "raw",
    // Of questions.
    "questionField": "question-field", "choicesField": "choices-field", "answerField": "answer-field",
    "goodField": "good-field", "badField": "bad-field", "delimiter": "delimiter",
    // Of tasks that share a text.
    "task": "task", "tasks": "tasks", "partSize": "part-size",
    // Of a dataset.
    "validationDocuments": "valid-documents", "validationFraction": "valid-fraction",
    "validationTail": "valid-tail",
    // Of every stage.
    "inputs": "input", "output": "output", "manifest": "manifest", "noManifest": "no-manifest",
    "force": "force",
  ]

  /// The flag of a field; the field itself where no flag gives it.
  package static func flag(_ field: String) -> String { flags[field].map { "--\($0)" } ?? field }

  /// A message as a person at a command line reads it.
  package static func text(_ message: Message) -> String { message.text(calling: flag) }

  /// An error as a person at a command line reads it.
  package static func text(of error: any Error) -> String { text(Message(of: error)) }
}
