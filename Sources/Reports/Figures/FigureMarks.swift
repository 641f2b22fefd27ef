/// What a figure draws: axes, curves, names.
struct FigureMarks {
  private let figure: LossFigure
  private let layout: FigureLayout
  private let colours: [String]
  private var runs: [ReportedRun] { figure.report.runs }

  init(_ figure: LossFigure, _ layout: FigureLayout) {
    self.figure = figure
    self.layout = layout
    colours = Palette.colours(count: figure.report.runs.count).light
  }

  private typealias Place = (x: Double, y: Double)

  private func text(_ value: Double) -> String { NumberText.coordinate(value) }

  // MARK: Axes

  /// Grid, ticks and titles.
  var axes: String {
    let (x, y) = (layout.x, layout.y)
    var svg = ""
    for tick in y.ticks(count: 6) {
      let height = text(y.position(tick.value))
      svg += """
        <path class="grid" d="M\(text(x.start)) \(height)H\(text(x.end))" stroke="#e4e7eb" fill="none"/>\
        <text x="\(text(x.start - 8))" y="\(height)" dy=".32em" text-anchor="end">\(tick.text)</text>

        """
    }
    for tick in figure.horizontal == .seconds ? x.timeTicks(count: 7) : x.ticks(count: 7) {
      let place = text(x.position(tick.value))
      svg += """
        <path class="base" d="M\(place) \(text(layout.bottom))v5" stroke="#8c959f" fill="none"/>\
        <text x="\(place)" y="\(text(layout.bottom + 19))" text-anchor="middle">\(tick.text)</text>

        """
    }
    return svg + """
      <path class="base" d="M\(text(x.start)) \(text(layout.bottom))H\(text(x.end))" stroke="#8c959f" fill="none"/>
      <text x="\(text(x.end))" y="\(text(layout.bottom + 36))" text-anchor="end">\(figure.horizontal.title)</text>
      \(key)

      """
  }

  /// What thin and thick lines are.
  private var key: String {
    let hasTraining = runs.contains { !$0.curves.training.rows.isEmpty }
    let hasValidation = runs.contains { !$0.curves.validation.rows.isEmpty }
    var svg = "<text x=\"8\" y=\"18\">loss, nats per token</text>"
    var x = 160.0
    if hasTraining {
      svg += """
        <path class="base" d="M\(text(x)) 14h24" stroke="#8c959f" stroke-width="1.2" fill="none"/>\
        <text x="\(text(x + 30))" y="18">training, smoothed</text>
        """
      x += 160
    }
    if hasValidation {
      svg += """
        <path class="base" d="M\(text(x)) 14h24" stroke="#8c959f" stroke-width="2.2" fill="none"/>\
        <circle class="base" cx="\(text(x + 12))" cy="14" r="3" fill="#8c959f"/>\
        <text x="\(text(x + 30))" y="18">validation</text>
        """
    }
    return svg
  }

  // MARK: Curves

  /// All curves, the first run on top.
  var curves: String {
    let area = """
      <clipPath id="plot-\(figure.horizontal.rawValue)"><rect x="\(text(layout.x.start))" y="\(text(LossFigure.top - 4))" \
      width="\(text(layout.x.end - layout.x.start + 4))" height="\(text(LossFigure.plotHeight + 4))"/></clipPath>

      """
    let groups = runs.indices.reversed().map { curve($0) }.joined()
    return area + "<g clip-path=\"url(#plot-\(figure.horizontal.rawValue))\" fill=\"none\" "
      + "stroke-linejoin=\"round\" stroke-linecap=\"round\">\n\(groups)</g>\n" + ends
  }

  private func curve(_ index: Int) -> String {
    let curves = runs[index].curves
    let stroke = "class=\"c\(index)\" stroke=\"\(colours[index])\""
    let training = curves.training.rows(limit: LossFigure.rows)
    let validation = places(curves.validation.rows(limit: LossFigure.rows))
    var svg = ""
    if runs.count <= 6, training.count > 50 {
      svg += "<path \(stroke) stroke-width=\"1\" stroke-opacity=\".22\" d=\"\(path(places(training)))\"/>\n"
    }
    svg += "<path \(stroke) stroke-width=\"1.2\" stroke-opacity=\".75\" d=\"\(path(smoothed(training)))\"/>\n"
    let width = runs.count > Palette.distinct ? "1.4" : "2.2"
    svg += "<path \(stroke) stroke-width=\"\(width)\" d=\"\(path(validation))\"/>\n"
    if validation.count * runs.count <= 240 {
      svg +=
        validation.map { place in
          "<circle class=\"f\(index)\" cx=\"\(text(place.x))\" cy=\"\(text(place.y))\" r=\"2.6\" fill=\"\(colours[index])\"/>"
        }.joined() + "\n"
    }
    return svg
  }

  private func smoothed(_ rows: [CurveRow]) -> [Place] {
    guard rows.count > 50 else { return places(rows) }
    return zip(rows, Smoothing.average(rows.map(\.point.loss), weight: 0.8)).compactMap { row, loss in
      figure.horizontal.value(row.point).map { (layout.x.position($0), layout.y.position(loss)) }
    }
  }

  private func places(_ rows: [CurveRow]) -> [Place] {
    rows.compactMap { row in
      figure.horizontal.value(row.point).map { (layout.x.position($0), layout.y.position(row.point.loss)) }
    }
  }

  private func path(_ places: [Place]) -> String {
    places.enumerated().map { "\($0 == 0 ? "M" : "L")\(text($1.x)) \(text($1.y))" }.joined()
  }

  // MARK: Names

  /// Where each run's curve ends: validation if there is any, inside the plot.
  private var endPlaces: [Place?] {
    runs.map { run in
      let last = run.curves.validation.rows.last ?? run.curves.training.rows.last
      let diverged = run.curves.divergedAt == nil ? nil : run.curves.training.rows.last
      guard let point = (diverged ?? last)?.point, let value = figure.horizontal.value(point) else { return nil }
      return (
        layout.x.position(value), min(max(layout.y.position(point.loss), LossFigure.top), layout.bottom)
      )
    }
  }

  /// A cross where a run diverged, a ring where one stopped before its end.
  private var ends: String {
    zip(runs.indices, endPlaces).map { index, place in
      guard let place else { return "" }
      let stroke = "class=\"c\(index)\" stroke=\"\(colours[index])\" stroke-width=\"2.2\" fill=\"none\""
      switch runs[index].state {
      case .finished: return ""
      case .diverged: return "<path \(stroke) d=\"M\(text(place.x - 5)) \(text(place.y - 5))l10 10m0 -10l-10 10\"/>\n"
      case .unfinished, .running:
        // Of many runs the rings would cover the ends of the others.
        guard runs.count <= Palette.distinct else { return "" }
        return "<circle \(stroke) cx=\"\(text(place.x))\" cy=\"\(text(place.y))\" r=\"4.5\"/>\n"
      }
    }.joined()
  }

  /// The runs' names: beside the ends of their curves, or below.
  var names: String { layout.hasEndLabels ? endLabels : legend }

  private var endLabels: String {
    let places = endPlaces
    let shown = runs.indices.filter { places[$0] != nil && !endsEarly(places[$0]) }
    let heights = EndLabels.spread(
      shown.map { places[$0]?.y ?? 0 }, gap: 15, within: (LossFigure.top + 4)...(layout.bottom - 4))
    let outside = zip(shown, heights).map { index, height in
      guard let place = places[index] else { return "" }
      let (from, to) = (place.x + 6, layout.right + 8)
      return """
        <path class="c\(index)" d="M\(text(from)) \(text(place.y))L\(text(max(from, layout.right)))\
         \(text(height))H\(text(to))" stroke="\(colours[index])" stroke-opacity=".55" fill="none"/>\
        \(name(index, x: to + 4, y: height))

        """
    }
    return outside.joined() + runs.indices.map { insideLabel($0, places[$0]) }.joined()
  }

  /// Far from the edge a curve that ends there is named where it ends.
  private func endsEarly(_ place: Place?) -> Bool { place.map { $0.x < layout.right - 90 } ?? false }

  private func insideLabel(_ index: Int, _ place: Place?) -> String {
    guard let place, endsEarly(place) else { return "" }
    let (x, y) = (place.x + 11, max(place.y - 9, LossFigure.top + 6))
    return name(index, x: x, y: y, halo: true) + "\n"
  }

  private var legend: String {
    let column = (LossFigure.width - 16) / Double(layout.legendColumns)
    return runs.indices.map { index in
      let x = 12 + column * Double(index % layout.legendColumns)
      let y = layout.bottom + 56 + 18 * Double(index / layout.legendColumns)
      return """
        <path class="c\(index)" d="M\(text(x)) \(text(y))h18" stroke="\(colours[index])" stroke-width="2.5"/>\
        \(name(index, x: x + 24, y: y))

        """
    }.joined()
  }

  /// A run's name; with a halo it can be read on top of curves.
  private func name(_ index: Int, x: Double, y: Double, halo: Bool = false) -> String {
    let label = runs[index].label
    let short = label.count > FigureLayout.longestName ? label.prefix(FigureLayout.longestName - 1) + "…" : label[...]
    let edge = halo ? " stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\"" : ""
    return """
      <text class="name\(halo ? " halo" : "")" x="\(text(x))" y="\(text(y))" dy=".32em" fill="#1f2328"\(edge)>\
      \(MarkupText.escaped(String(short)))</text>
      """
  }
}
