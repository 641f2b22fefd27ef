import Testing

@testable import tell_stories

/// The notation that plots are written in.
struct StoriesNotationTests {
  @Test("Slots, capitals and articles")
  func slots() {
    let slots = Template("{Hero} saw {a thing}, {A thing} and {hero.his} [{x}|[{y}|]].").slots
    #expect(
      slots == [
        Template.Slot(name: "hero", capital: true),
        Template.Slot(name: "thing", article: true),
        Template.Slot(name: "thing", capital: true, article: true),
        Template.Slot(name: "hero.his"),
        Template.Slot(name: "x"),
        Template.Slot(name: "y"),
      ])
  }

  @Test("A choice may be empty and may nest; a line break is a space")
  func choices() throws {
    let template = Template("one\n[two||[three|four] five]")
    #expect(template.pieces.count == 2)
    guard case .text(let text) = template.pieces[0], case .choice(let options) = template.pieces[1] else {
      Issue.record("unexpected pieces")
      return
    }
    #expect(text == Array("one ".utf8))
    #expect(options.map(\.pieces.count) == [1, 0, 2])
  }

  @Test(
    "Unclosed brackets end with the text and never trap",
    arguments: ["{", "{hero", "[", "[a|", "[a|[b", "a]", "}|", ""])
  func unclosed(source: String) {
    _ = Template(source)
  }

  @Test("A beat's ways are its lines with a dash; the others continue them")
  func ways() {
    #expect(Beat("- one\n  two\n- three").ways.count == 2)
    #expect(Beat("one").ways.count == 1)
  }

  @Test("Frames bind words and shuffled lists; the later of two words wins")
  func frames() {
    let frame: Frame = ["place": "the park", "spot*": "here | there\n| [left|right]"]
    #expect(frame.names == ["place", "spot1", "spot2", "spot3"])
    #expect(frame.adding(["place": "the sea"]).entries.count == 3)
  }

  @Test(
    "Proofs: spaces, capitals, and the comma before `she said`",
    arguments: [
      ("  one  two . three, four. ", "One two. Three, four."),
      ("\"we wait.\" she said. so they did.", "\"We wait,\" she said. So they did."),
      ("\"We wait.\" They did.", "\"We wait.\" They did."),
      ("\"No!\" she said.", "\"No!\" she said."),
      ("", ""),
    ])
  func proofs(beat: String, expected: String) {
    #expect(String(decoding: Proof.corrected(Array(beat.utf8)), as: UTF8.self) == expected)
  }
}
