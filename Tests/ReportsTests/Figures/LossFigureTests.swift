import Foundation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct LossFigureTests {
  /// Whether a text is well-formed XML, and the names of its elements.
  private func elements(_ xml: String) -> [String]? {
    final class Collector: NSObject, XMLParserDelegate {
      var names: [String] = []
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
      ) {
        names.append(name)
      }
    }
    let parser = XMLParser(data: Data(xml.utf8))
    let collector = Collector()
    parser.delegate = collector
    return parser.parse() ? collector.names : nil
  }

  @Test(arguments: LossFigure.Horizontal.allCases) func theFigureIsXML(_ horizontal: LossFigure.Horizontal) throws {
    for standalone in [false, true] {
      let svg = LossFigure(SampleReport.three, over: horizontal, isStandalone: standalone).svg
      let names = try #require(elements(svg))
      #expect(names.first == "svg")
      #expect(names.contains("style") == standalone)
    }
  }

  @Test func hostileNamesStayText() throws {
    let svg = LossFigure(SampleReport.hostileReport, isStandalone: true).svg
    let names = try #require(elements(svg))
    #expect(!names.contains("img") && !names.contains("script"))
    #expect(!svg.contains("\u{1B}") && !svg.contains("\u{202E}"))
  }

  @Test func allRunsAreNamedAndTheDivergedMarked() {
    let svg = LossFigure(SampleReport.three).svg
    for label in ["slow", "good", "wild"] { #expect(svg.contains(">\(label)</text>")) }
    #expect(svg.contains("l10 10m0 -10l-10 10"))
    let many = Report(runs: (0..<30).map { SampleReport.run("run-\($0)", lr: Double($0 + 1)) })
    let figure = LossFigure(many).svg
    #expect(elements(figure) != nil)
    for index in 0..<30 { #expect(figure.contains(">run-\(index)</text>")) }
  }

  @Test func theBytesAreAFunctionOfTheValues() {
    #expect(LossFigure(SampleReport.three).svg == LossFigure(SampleReport.three).svg)
  }

  @Test func noCoordinateIsNotANumber() {
    let svg = LossFigure(SampleReport.three, isStandalone: true).svg.lowercased()
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func emptyRunsGiveAnEmptyFigure() {
    let report = Report(runs: [ReportedRun(label: "none", settings: [:], curves: RunCurves())])
    #expect(LossFigure(report).isEmpty)
    #expect(elements(LossFigure(report).svg) != nil)
    #expect(!LossFigure(SampleReport.three).isEmpty)
    #expect(!LossFigure(SampleReport.three, over: .seconds).isEmpty)
  }
}
