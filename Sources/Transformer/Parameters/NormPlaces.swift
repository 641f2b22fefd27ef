/// What a norm has learnt, as offsets, pointers or values: a gain (D), and with LayerNorm a bias (D).
package struct NormPlaces<Place> {
  package var gain: Place
  package var bias: Place?

  package init(gain: Place, bias: Place?) { (self.gain, self.bias) = (gain, bias) }

  /// The same, each made into something else.
  func map<Other>(_ change: (Place) -> Other) -> NormPlaces<Other> {
    NormPlaces<Other>(gain: change(gain), bias: bias.map(change))
  }

  /// Both, or the gain alone.
  package var all: [Place] { [gain] + [bias].compactMap { $0 } }
}

extension NormPlaces: Sendable where Place: Sendable {}
extension NormPlaces: Equatable where Place: Equatable {}
