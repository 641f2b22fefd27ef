import Checkpoints
import CommandSupport
import Conversations
import LineEditing
import Messages
import Platform
import Transformer

/// One prompt after another, to a model that stays in memory.
struct Conversation {
  private let command: LMSample
  private let opened: OpenedModel
  private let engine: SamplingEngine
  private let lines: LineReader
  private var settings: SamplingSettings
  private var lastPrompt: String?
  /// What was said so far, in a chat.
  private var messages: [ChatMessage] = []
  private var hasToldOfContext = false

  private static let prompt = "> "

  private init(_ command: LMSample, _ opened: OpenedModel, _ engine: SamplingEngine) {
    (self.command, self.opened, self.engine) = (command, opened, engine)
    settings = SamplingSettings(command.sampling)
    messages = command.chat.beginning
    let history = HistoryFile(environment: environmentVariable)
    lines = LineReader(prompt: Self.prompt, history: history)
  }

  /// Opens everything and talks until the lines end.
  static func perform(_ command: LMSample) throws {
    _ = try SamplingSettings(command.sampling).rule()
    let (opened, engine) = try RunFolder.lookingAgain { begins in
      let opened = try OpenedModel(command)
      if !command.stage.quiet { LMSample.noteSkipped(opened.checkpoint.passedOver) }
      _ = try opened.rule(SamplingSettings(command.sampling))
      let engine = try opened.load(command)
      begins()
      return (opened, engine)
    }
    let first = command.prompt.isGiven ? String(decoding: try command.prompt.bytes(), as: UTF8.self) : nil
    var conversation = Conversation(command, opened, engine)
    try conversation.talk(first: first)
  }

  private mutating func talk(first: String?) throws {
    let kind = opened.chat.map { "a chat as \($0.format.name); " } ?? ""
    say("\(opened.checkpoint.path); \(kind)/help lists what can be said, Ctrl-D ends")
    if let first { try takePrompt(first, seed: seed) }
    while !Terminal.outputIsClosed, let line = lines.next() {
      guard try answer(ConversationCommand(line)) else { return }
    }
  }

  /// Does what a line asks for.
  ///
  /// - Returns: whether the conversation goes on
  private mutating func answer(_ request: ConversationCommand) throws -> Bool {
    switch request {
    case .prompt(let text): try takePrompt(text, seed: seed)
    case .again:
      if let lastPrompt {
        forgetLastAnswer()
        try takePrompt(lastPrompt, seed: SamplingSettings.newSeed)
      } else {
        complain("/again: no prompt yet")
      }
    case .settings: settings.lines.forEach { Terminal.note($0) }
    case .set(let name, let value): if let problem = settings.set(name, to: value) { complain(problem) }
    case .newChat:
      (messages, lastPrompt) = (command.chat.beginning, nil)
      say(opened.chat == nil ? "nothing to forget: each prompt stands by itself" : "a new conversation")
    case .help: ConversationCommand.helpLines.forEach { Terminal.note($0) }
    case .unknown(let problem): complain(problem)
    case .nothing: break
    case .quit: return false
    }
    return true
  }

  private var seed: UInt64 { settings.seed ?? SamplingSettings.newSeed }

  /// Continues a text, or answers a message.
  private mutating func takePrompt(_ text: String, seed: UInt64) throws {
    lastPrompt = text
    guard let chat = opened.chat else {
      _ = try generate(try opened.prompt(Array(text.utf8)), seed: seed)
      return
    }
    messages.append(ChatMessage(.user, text))
    let answer = try generate(try opened.prompt(messages, chat), seed: seed)
    messages.append(ChatMessage(.assistant, answer))
  }

  /// Takes back the last message and its answer.
  private mutating func forgetLastAnswer() {
    if let last = messages.lastIndex(where: { $0.role == .user }) { messages.removeSubrange(last...) }
  }

  /// - Returns: the text that was made
  private mutating func generate(_ prompt: Prompt, seed: UInt64) throws -> String {
    let continuation = Continuation(
      prompt: prompt, settings: settings, seed: seed, showsPrompt: !command.prompt.noEcho, isJSON: false)
    var outcome = try continuation.run(opened, engine, shouldStop: lines.isInterrupted)
    // Once is enough.
    (outcome.windowHasMoved, hasToldOfContext) = (
      outcome.windowHasMoved && !hasToldOfContext, outcome.windowHasMoved || hasToldOfContext
    )
    outcome.say(
      seed: settings.isRandom ? ", seed \(seed)" : "", context: opened.checkpoint.model.contextLength,
      quiet: command.stage.quiet)
    return outcome.text
  }

  private func say(_ text: String) {
    if !command.stage.quiet { Terminal.note("\(LMSample.tool): \(Printable.line(text))") }
  }

  private func complain(_ problem: String) { Terminal.note("\(LMSample.tool): \(problem)", .warning) }
}
