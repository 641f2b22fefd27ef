/// A row of a query's result.
package struct Row {
  /// The names of the columns, shared by all rows of a result.
  final class Columns {
    let names: [String]
    private let places: [String: Int]

    init(names: [String]) {
      self.names = names
      places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    var count: Int { names.count }

    func place(_ name: String) -> Int {
      guard let place = places[name] else { preconditionFailure("no column \(name) among \(names)") }
      return place
    }
  }

  let columns: Columns
  let values: [StoredValue]

  /// The column of this name, the first if there are several.
  package subscript<Value: ColumnValue>(name: String) -> Value { self[columns.place(name)] }

  /// The column at this place, counted from 0.
  package subscript<Value: ColumnValue>(place: Int) -> Value { Value(values[place]) }

  /// All columns in order: their names, and what they hold as text; nil for NULL.
  package var texts: [(name: String, text: String?)] { zip(columns.names, values).map { ($0, Optional($1)) } }
}
