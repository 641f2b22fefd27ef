import Messages

/// Where processes that share devices tell each other what they have: a plugin asks and says while its client starts,
/// and later when the devices first speak to each other.
///
/// It is called on threads of the plugin's, by several at once. Keys are a plugin's own, and any bytes are values.
package protocol KeyValueStore: Sendable {
  /// Waits for a value.
  /// - Parameters:
  ///   - key: What it was put under.
  ///   - timeout: How long to wait at most.
  /// - Returns: The value.
  /// - Throws: `KeyValueError`: deadline exceeded where nobody puts one in time.
  func get(_ key: [UInt8], timeout: Duration) throws(KeyValueError) -> [UInt8]

  /// The value of a key, without waiting.
  /// - Throws: `KeyValueError`: not found where there is none yet.
  func tryGet(_ key: [UInt8]) throws(KeyValueError) -> [UInt8]

  /// Gives a key a value that all processes can get from now on; a former value is replaced.
  /// - Throws: `KeyValueError`.
  func put(_ key: [UInt8], _ value: [UInt8]) throws(KeyValueError)
}

/// Why a store has no value, or takes none. The plugin gets both, and often stops with them.
package struct KeyValueError: Error, Equatable, Sendable, DescribedError, CategorizedError {
  package let code: StatusCode
  /// One line for a person.
  package let words: String

  package init(_ code: StatusCode, _ words: String) {
    (self.code, self.words) = (code, words)
  }

  package var category: ErrorCategory { code.category }

  package var message: Message { Message(words) }
}
