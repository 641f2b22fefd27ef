/// A sentence that is right or wrong by what stands in one place of it.
struct Contrast: Sendable {
  /// What stands before the place, what belongs there, what does not, and what follows.
  let before, good, bad, after: Template

  /// - Parameter source: The notation of ``Template``, with one place `<right|wrong>`. What is in it must be fixed by the
  ///   time it is told: text, and slots that are bound.
  init(_ source: String) {
    let start = source.firstIndex(of: "<") ?? source.endIndex
    let end = source[start...].firstIndex(of: ">") ?? source.endIndex
    let forms = start < end ? Text.alternatives(String(source[source.index(after: start)..<end])) : []
    before = Template(String(source[..<start]))
    good = Template(forms.first ?? "")
    bad = Template(forms.dropFirst().first ?? "")
    after = Template(end < source.endIndex ? String(source[source.index(after: end)...]) : "")
  }

  /// Both sentences, with the same words in every other place.
  func tell(by telling: inout Telling) -> (good: String, bad: String) {
    let (before, after) = (telling.expand(before), telling.expand(after))
    func sentence(_ place: Template) -> String {
      String(decoding: Proof.corrected(before + telling.expand(place) + after), as: UTF8.self)
    }
    return (sentence(good), sentence(bad))
  }
}
