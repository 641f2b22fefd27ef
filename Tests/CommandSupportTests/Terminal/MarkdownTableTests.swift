import Messages
import Testing

@testable import CommandSupport

@Suite struct MarkdownTableTests {
  @Test func numbersStandToTheRightAndColumnsArePadded() {
    let table = MarkdownTable(
      columns: [.init("run", isNumber: false), .init("loss")], rows: [["a", "1.5"], ["longer", "12.25"], ["x"]])
    #expect(
      table.text == """
        | run    |  loss |
        | ------ | ----: |
        | a      |   1.5 |
        | longer | 12.25 |
        | x      |       |

        """)
  }

  @Test func cellsCannotBreakOut() {
    let table = MarkdownTable(columns: [.init("a|b", isNumber: false)], rows: [["x\ny|z", "beyond"]])
    #expect(
      table.text == """
        | a\\|b    |
        | ------- |
        | x\\ny\\|z |

        """)
  }

  @Test(arguments: [
    (0, "0"), (1, "1.00e0"), (4.513e12, "4.51e12"), (9.999e3, "1.00e4"), (0.000_5, "5.00e-4"), (-123, "-1.23e2"),
    (.infinity, "inf"),
  ])
  func numbersWithAPowerOfTen(value: Double, text: String) {
    #expect(Units.scientific(value) == text)
  }
}
