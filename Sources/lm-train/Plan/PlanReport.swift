import Checkpoints
import CommandSupport
import Formats
import Messages
import Planning
import Transformer

/// What a configuration costs, as a table for people and as JSON for machines.
struct PlanReport {
  let settings: RunSettings
  /// Bytes to fit a batch into; nil if not asked.
  let memoryLimit: Double?
  /// Peak FLOP/s of the hardware; nil if not asked.
  let peak: Double?
  /// The share of the peak that training reaches.
  let utilization: Double
  /// The memory of training on the threads that were asked for.
  let trainingMemory: MemoryAccount
  /// The memory of a step on an accelerator; nil for the CPU.
  let device: DevicePlan?
  /// What this machine does.
  let machine: MachineMeasurement
  /// What more machines gain; nil if nobody asked.
  let ranks: RanksPlan?

  /// FLOP/s that training really reaches.
  private var speed: Double? { peak.map { $0 * utilization } }

  private var model: ModelConfiguration { settings.model }
  /// Sequences held at once; gradient accumulation repeats passes without more memory.
  private var batch: Int { settings.training.batchSize }
  private var stepSequences: Int { batch * settings.training.accumulation }

  private var forward: Breakdown { model.forwardFLOPs(positions: model.contextLength) }
  private var forwardCausal: Breakdown { model.forwardFLOPs(positions: model.contextLength, attention: .causal) }
  private var stepFLOPs: Double { model.trainingFLOPs(sequences: stepSequences).total + optimizerFLOPs }
  /// Of a step of Muon; AdamW has no products.
  private var optimizerFLOPs: Double { settings.optimizerFLOPs }
  private var runFLOPs: Double { stepFLOPs * Double(settings.steps) }
  /// All steps on this machine.
  private var machineSeconds: Double {
    settings.tokens / machine.tokensPerSecond(model)
      + Double(settings.steps) * optimizerFLOPs / machine.speed(width: model.width)
  }

  // The course knows AdamW alone, whose two moments are in its account.
  private var courseTitle: String {
    "Memory as CS336 counts it" + (settings.training.muon == nil ? "" : ", with AdamW")
  }

  /// The accounts of memory, with the names under which they appear.
  private var memories: [MemoryPlan] {
    let all = [
      MemoryPlan(name: "course", title: courseTitle, account: model.courseMemory, sequences: batch),
      MemoryPlan(
        name: "letterpress", title: "Memory that lm-train allocates", account: trainingMemory, sequences: batch),
    ]
    return all + [device].compactMap { $0.map { MemoryPlan($0, batch: batch) } }
  }
}

// MARK: For people

extension PlanReport {
  /// The tables, line by line.
  var lines: [String] {
    var lines = header
    lines += table("Parameters", model.parameterAccount, count)
    for memory in memories {
      let sequences = Units.counted(memory.sequences, "sequence")
      lines += table("\(memory.title), \(sequences): fixed", memory.fixed, bytes)
      lines += table("\(memory.title), \(sequences): activations", memory.activations, bytes)
      lines.append("  everything  \(bytes(memory.total))")
      if let memoryLimit {
        lines.append("  largest batch in \(bytes(memoryLimit))  \(memory.largestBatch(bytes: memoryLimit))")
      }
      lines += memory.device?.lines(limit: memoryLimit, bytes) ?? []
      lines.append("")
    }
    lines += table("FLOPs of one forward pass over one sequence", forward, flops)
    return lines + totals + (ranks.map { [""] + $0.lines.dropLast() } ?? [])
  }

  private var header: [String] {
    [
      "vocabulary \(model.vocabulary), context \(model.contextLength), layers \(model.layers), "
        + "d_model \(model.width), heads \(model.heads), d_ff \(model.feedForwardWidth)",
      "norm \(model.norm.rawValue), position \(model.position.rawValue), ffn \(model.feedForward.rawValue), "
        + (model.tieEmbeddings ? "tied embeddings" : "separate output matrix"),
    ] + (variations.isEmpty ? [] : [variations.joined(separator: ", ")]) + [
      "\(Units.shown(model.parameterAccount.total)) parameters",
      "",
    ]
  }

  /// What the model has beyond the course's.
  private var variations: [String] {
    [
      model.ownHeadWidth.map { "head-width \($0)" }, model.normKind == .layer ? "LayerNorm" : nil,
      model.biases.isEmpty ? nil : "biases", model.keyValueHeads.map { "kv-heads \($0)" },
      model.normsHeads ? "qk-norm" : nil,
      model.attentionWindow.map { "window \($0)" }, model.logitCap.map { "logit-softcap \(Units.shown($0))" },
      model.valueResidual ? "value residual" : nil, model.embeddingResidual ? "embedding residual" : nil,
    ].compactMap(\.self)
  }

  private var totals: [String] {
    let perToken = forward.total * 3 / Double(model.contextLength)
    let perTokenCausal = forwardCausal.total * 3 / Double(model.contextLength)
    let steps = Units.counted(settings.steps, "step")
    return [
      "Training (backward costs two forward passes)",
      "  per token  \(flops(perToken)); \(flops(perTokenCausal)) without the scores above the diagonal",
      "  per step   \(flops(stepFLOPs)) (\(Units.counted(stepSequences, "sequence")))",
    ] + optimizerLine + [
      "  in all     \(flops(runFLOPs)) (\(steps), \(count(settings.tokens)) tokens)",
      "  schedule   \(settings.training.schedule.line)",
      time,
    ]
  }

  private var optimizerLine: [String] {
    guard optimizerFLOPs > 0 else { return [] }
    let share = Units.fixed(optimizerFLOPs / stepFLOPs * 100, decimals: 1)
    return ["  of them    \(flops(optimizerFLOPs)) (\(share)%) by Newton–Schulz, for Muon"]
  }

  /// On the hardware that was described, or else on this machine.
  private var time: String {
    if let speed { return "  time       \(Units.duration(runFLOPs / speed)) on that hardware" }
    let rate = Units.rate(settings.tokens / machineSeconds, unit: .items("tokens"))
    return "  time       \(Units.duration(machineSeconds)) on this machine, at \(rate) "
      + "(\(machine.instructionSet), \(Units.counted(machine.threads, "thread")), as machine-speed measured)"
  }

  private func table(_ title: String, _ breakdown: Breakdown, _ text: (Double) -> String) -> [String] {
    let rows = breakdown.components.map { ($0.name, $0.amount) } + [("total", breakdown.total)]
    let nameWidth = rows.map(\.0.count).max() ?? 0
    let numberWidth = rows.map { text($0.1).count }.max() ?? 0
    let body = rows.map { name, amount in
      let share = breakdown.total > 0 ? amount / breakdown.total * 100 : 0
      return "  \(pad(name, nameWidth))  \(padLeft(text(amount), numberWidth))  "
        + padLeft("\(Units.fixed(share, decimals: 1))%", 6)
    }
    return [title] + body + [""]
  }

  private func count(_ value: Double) -> String {
    abs(value) < 9e18 ? Units.count(Int(value.rounded())) : Units.scientific(value)
  }

  private func bytes(_ value: Double) -> String {
    abs(value) < 9e18 ? Units.bytes(Int(value.rounded())) : "\(Units.scientific(value)) B"
  }

  /// The prefix stands before the unit: `4.51 TFLOP`.
  private func flops(_ value: Double) -> String {
    let text = count(value)
    return text.last?.isLetter == true ? "\(text)FLOP" : "\(text) FLOP"
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func padLeft(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

// MARK: For machines

extension PlanReport {
  /// Everything in the tables, one object.
  var json: JSONValue {
    var object: [String: JSONValue] = [
      "model": .object(model.members),
      "optimizer": .string(settings.training.optimizerKind.rawValue),
      "parameters": json(model.parameterAccount),
      "memory": .object(
        Dictionary(uniqueKeysWithValues: memories.map { ($0.name, memoryJSON($0)) })),
      "flops": .object([
        "forward_per_sequence": json(forward),
        "forward_per_sequence_causal": json(forwardCausal),
        "training_per_step": amount(stepFLOPs),
        "training_in_all": amount(runFLOPs),
      ]),
      "batch_size": .integer(Int64(batch)),
      "step_sequences": .integer(Int64(stepSequences)),
      "gradient_accumulation": .integer(Int64(settings.training.accumulation)),
      "steps": .integer(Int64(settings.steps)),
      "schedule": settings.training.schedule.planned,
      "tokens": amount(settings.tokens),
      "machine": machine.json,
      "machine_seconds": .number(machineSeconds),
    ]
    object["machines"] = ranks?.json
    if optimizerFLOPs > 0 { object["optimizer_flops_per_step"] = amount(optimizerFLOPs) }
    if let peak, let speed {
      object["peak_flops"] = amount(peak)
      object["utilization"] = .number(utilization)
      object["seconds"] = .number(runFLOPs / speed)
    }
    return .object(object)
  }

  private func memoryJSON(_ memory: MemoryPlan) -> JSONValue {
    var object: [String: JSONValue] = [
      "fixed": json(memory.fixed),
      "activations_per_sequence": json(memory.account.perSequence),
      "total": amount(memory.total),
    ]
    if let memoryLimit {
      object["limit"] = amount(memoryLimit)
      object["largest_batch"] = .integer(Int64(memory.largestBatch(bytes: memoryLimit)))
    }
    object.merge(memory.device?.members ?? [:]) { $1 }
    return .object(object)
  }

  private func json(_ breakdown: Breakdown) -> JSONValue {
    let components = breakdown.components.map { ($0.name, amount($0.amount)) }
    return .object(Dictionary(uniqueKeysWithValues: components + [("total", amount(breakdown.total))]))
  }

  /// An integer where the amount is one, which all but absurd amounts are.
  private func amount(_ value: Double) -> JSONValue {
    value == value.rounded() && abs(value) < 9e15 ? .integer(Int64(value)) : .number(value)
  }
}
