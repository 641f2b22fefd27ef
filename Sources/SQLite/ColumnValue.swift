/// What SQLite stores in a column.
package enum StoredValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
}

/// What the places of a statement take: a value or, for NULL, nil.
package typealias Arguments = [(any ColumnValue)?]

/// A type that columns hold.
///
/// A column of another kind is converted as SQLite's own CAST does, and NULL is nil, zero or an empty text: a database
/// may come from anybody, and nothing in it ends the process.
package protocol ColumnValue {
  init(_ stored: StoredValue)
  var stored: StoredValue { get }
}

extension String: ColumnValue {
  package init(_ stored: StoredValue) {
    switch stored {
    case .null: self = ""
    case .integer(let number): self = "\(number)"
    case .real(let number): self = "\(number)"
    case .text(let text): self = text
    }
  }

  package var stored: StoredValue { .text(self) }
}

extension Int64: ColumnValue {
  package init(_ stored: StoredValue) {
    switch stored {
    case .null: self = 0
    case .integer(let number): self = number
    case .real(let number): self = Int64(exactly: number.rounded(.towardZero)) ?? (number > 0 ? .max : .min)
    case .text(let text): self = Int64(text) ?? 0
    }
  }

  package var stored: StoredValue { .integer(self) }
}

extension Int: ColumnValue {
  package init(_ stored: StoredValue) { self.init(Int64(stored)) }

  package var stored: StoredValue { .integer(Int64(self)) }
}

extension Double: ColumnValue {
  package init(_ stored: StoredValue) {
    switch stored {
    case .null: self = 0
    case .integer(let number): self = Double(number)
    case .real(let number): self = number
    case .text(let text): self = Double(text) ?? 0
    }
  }

  package var stored: StoredValue { .real(self) }
}

extension Bool: ColumnValue {
  package init(_ stored: StoredValue) { self = Int64(stored) != 0 }

  package var stored: StoredValue { .integer(self ? 1 : 0) }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
  package init(_ stored: StoredValue) { self = stored == .null ? nil : Wrapped(stored) }

  package var stored: StoredValue { self?.stored ?? .null }
}
