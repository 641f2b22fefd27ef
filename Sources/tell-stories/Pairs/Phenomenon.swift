/// Something of English that a model may have learnt, and sentences that show whether it has.
struct Phenomenon: Sendable {
  let name: String
  /// Who is in the sentences.
  let cast: [Role]
  /// From each list one frame is drawn, in order, for each pair.
  let draws: [[Frame]]
  /// Told in turn: a form that is right in one of them is wrong in another, so that who always likes one form better gets
  /// half of them right.
  let contrasts: [Contrast]

  init(_ name: String, cast: [Role] = [.hero], draws: [[Frame]] = [], _ contrasts: [String]) {
    (self.name, self.cast, self.draws) = (name, cast, draws)
    self.contrasts = contrasts.map { Contrast($0) }
  }
}
