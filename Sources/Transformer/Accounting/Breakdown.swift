/// An amount (parameters, FLOPs or bytes) split into named components.
///
/// Amounts are Double: exact for every integer up to 2⁵³, and no overflow for absurd configurations.
package struct Breakdown: Sendable, Equatable {
  /// One line of the account.
  package struct Component: Sendable, Equatable {
    package let name: String
    package let amount: Double
  }

  package let components: [Component]

  /// Components of amount 0 are left out: they belong to parts that this configuration does not have.
  package init(_ components: KeyValuePairs<String, Double>) {
    self.components = components.filter { $0.value != 0 }.map { Component(name: $0.key, amount: $0.value) }
  }

  private init(components: [Component]) {
    self.components = components
  }

  package var total: Double {
    components.reduce(0) { $0 + $1.amount }
  }

  /// The amount of one component; 0 when the configuration does not have it.
  package subscript(name: String) -> Double {
    components.first { $0.name == name }?.amount ?? 0
  }

  /// The same split and one more component, unless that is 0.
  package func adding(_ name: String, _ amount: Double) -> Breakdown {
    Breakdown(components: components + (amount == 0 ? [] : [Component(name: name, amount: amount)]))
  }

  /// The same split with every amount multiplied.
  package func scaled(by factor: Double) -> Breakdown {
    Breakdown(components: components.map { Component(name: $0.name, amount: $0.amount * factor) })
  }
}
