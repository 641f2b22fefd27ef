/// One entry of an event file: a moment, a step, and what is to be told.
///
/// The messages are TensorFlow's `Event` and `Summary` (event.proto, summary.proto), and those of TensorBoard's text
/// and hparams plugins.
package struct TensorBoardEvent: Sendable, Equatable {
  /// What an event tells.
  package enum Content: Sendable, Equatable {
    /// The first event of each file.
    case fileVersion
    /// A session begins at this event's step: what earlier files hold of this step and later ones does not count.
    case sessionStart
    /// Numbers by tag, in order.
    case scalars([(tag: String, value: Double)])
    /// A text by tag; TensorBoard reads it as Markdown.
    case text(tag: String, String)
    /// The settings of a run, which the hparams plugin shows as a table.
    case settings([String: JSONValue])
    /// The run has come to its end, well or not.
    case sessionEnd(succeeded: Bool)

    package static func == (left: Content, right: Content) -> Bool {
      switch (left, right) {
      case (.fileVersion, .fileVersion), (.sessionStart, .sessionStart): true
      case (.scalars(let left), .scalars(let right)): left.elementsEqual(right, by: ==)
      case (.text(let tag, let text), .text(let otherTag, let other)): tag == otherTag && text == other
      case (.settings(let left), .settings(let right)): left == right
      case (.sessionEnd(let left), .sessionEnd(let right)): left == right
      default: false
      }
    }
  }

  /// Seconds since 1970.
  package var wallTime: Double
  package var step: Int
  package var content: Content

  /// An event.
  package init(wallTime: Double, step: Int, _ content: Content) {
    self.wallTime = wallTime
    self.step = step
    self.content = content
  }
}

extension TensorBoardEvent {
  /// Member of a metrics record → tag.
  private static let tags = [
    ("loss", "loss/train"), ("valid_loss", "loss/valid"), ("perplexity", "perplexity/valid"),
    ("lr", "learning_rate"), ("gradient_norm", "gradient_norm"), ("tokens_per_second", "tokens_per_second"),
  ]

  /// The numbers of a record of `metrics.jsonl`; nil if it has none that TensorBoard is told.
  package init?(metrics record: JSONValue, wallTime: Double) {
    guard let step = record["step"]?.int else { return nil }
    let values = Self.tags.compactMap { member, tag in record[member]?.double.map { (tag: tag, value: $0) } }
    guard !values.isEmpty else { return nil }
    self.init(wallTime: wallTime, step: step, .scalars(values))
  }

  /// A text that the model wrote. Four spaces before each line keep Markdown from reading anything into it.
  package init(sample text: String, step: Int, wallTime: Double) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }
    self.init(wallTime: wallTime, step: step, .text(tag: "samples", lines.joined(separator: "\n")))
  }

  /// The bytes of the message `Event`.
  var message: [UInt8] {
    var event = ProtobufMessage()
    event.add(1, double: wallTime)
    event.add(2, integer: Int64(step))
    switch content {
    case .fileVersion: event.add(3, text: "brain.Event:2")
    case .sessionStart: event.add(7) { $0.add(1, integer: 1) }
    case .scalars(let values):
      event.add(5) { summary in
        for (tag, value) in values {
          summary.add(1) { entry in
            entry.add(1, text: tag)
            entry.add(2, float: Float(value))
          }
        }
      }
    case .text(let tag, let text):
      event.add(5) { summary in
        summary.add(1) { entry in
          entry.add(1, text: tag)
          entry.add(8) { Self.addTensor(of: text, to: &$0) }
          entry.add(9) { Self.addMetadata(plugin: "text", content: [], dataClass: 2, to: &$0) }
        }
      }
    case .settings(let settings): event.add(5) { Self.addSessionStart(settings, wallTime, to: &$0) }
    case .sessionEnd(let succeeded): event.add(5) { Self.addSessionEnd(succeeded, wallTime, to: &$0) }
    }
    return event.bytes
  }
}

// MARK: The plugins' messages

extension TensorBoardEvent {
  /// `TensorProto`: one string, type DT_STRING, shape (1).
  private static func addTensor(of text: String, to tensor: inout ProtobufMessage) {
    tensor.add(1, integer: 7)
    tensor.add(2) { shape in shape.add(2) { $0.add(1, integer: 1) } }
    tensor.add(8, text: text)
  }

  /// `SummaryMetadata`; the data class is 2 for tensors, 0 where it does not matter.
  private static func addMetadata(
    plugin: String, content: [UInt8], dataClass: Int64, to metadata: inout ProtobufMessage
  ) {
    metadata.add(1) { data in
      data.add(1, text: plugin)
      data.add(2, bytes: content)
    }
    metadata.add(4, integer: dataClass)
  }

  /// The hparams plugin keeps its data in the metadata; the value itself is a float tensor of no elements.
  private static func addPluginData(
    tag: String, to summary: inout ProtobufMessage, _ fill: (inout ProtobufMessage) -> Void
  ) {
    var content = ProtobufMessage()
    fill(&content)
    summary.add(1) { entry in
      entry.add(1, text: tag)
      entry.add(8) { tensor in
        tensor.add(1, integer: 1)
        tensor.add(2) { shape in shape.add(2) { _ in } }
      }
      entry.add(9) { addMetadata(plugin: "hparams", content: content.bytes, dataClass: 0, to: &$0) }
    }
  }

  private static func addSessionStart(
    _ settings: [String: JSONValue], _ time: Double, to summary: inout ProtobufMessage
  ) {
    addPluginData(tag: "_hparams_/session_start_info", to: &summary) { content in
      content.add(3) { start in
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
          start.add(1) { entry in
            entry.add(1, text: name)
            entry.add(2) { addValue(value, to: &$0) }
          }
        }
        start.add(5, double: time)
      }
    }
  }

  /// `SessionEndInfo`: status 1 is success, 2 failure.
  private static func addSessionEnd(_ succeeded: Bool, _ time: Double, to summary: inout ProtobufMessage) {
    addPluginData(tag: "_hparams_/session_end_info", to: &summary) { content in
      content.add(4) { end in
        end.add(1, integer: succeeded ? 1 : 2)
        end.add(2, double: time)
      }
    }
  }

  /// `google.protobuf.Value`.
  private static func addValue(_ value: JSONValue, to message: inout ProtobufMessage) {
    switch value {
    case .integer(let value): message.add(2, double: Double(value))
    case .number(let value): message.add(2, double: value)
    case .string(let value): message.add(3, text: value)
    case .bool(let value):
      // A false must be there to tell that it is a truth value.
      message.add(4, truth: value)
    case .null, .array, .object: message.add(3, text: value.canonical)
    }
  }
}

extension ProtobufMessage {
  /// A truth value inside a oneof: written even where it is the default.
  fileprivate mutating func add(_ field: Int, truth value: Bool) {
    addRaw([UInt8(field << 3), value ? 1 : 0])
  }
}
