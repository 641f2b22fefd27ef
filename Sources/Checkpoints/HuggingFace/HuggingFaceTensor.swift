/// Where a tensor of ours is in a folder of `transformers`, and how its numbers lie there.
struct HuggingFaceTensor: Equatable {
  enum Form: Equatable {
    case same
    /// The rows of each head, this wide, of which RoPE turns the pairs (i, i + K/2): ours turns (2i, 2i + 1).
    case halvedHeads(width: Int)
    /// A matrix (inputs, all outputs), of which ours has so many columns as rows, from one on.
    case transposed(firstColumn: Int, columns: Int)
    /// Ours is some rows of a matrix with so many, from one on.
    case rows(first: Int, of: Int)
    /// Ours is a part of a vector, from one of its numbers on.
    case part(first: Int, of: Int)
  }

  let name: String
  var form = Form.same

  /// The whole tensor's shape there, of one that is `ours` here.
  func shape(_ ours: [Int]) -> [Int] {
    switch form {
    case .same, .halvedHeads: ours
    case .transposed(_, let columns): [ours[1], columns]
    case .rows(_, let rows): [rows, ours[1]]
    case .part(_, let all): [all]
    }
  }

  /// How many outputs its linear layer has, if ours is a matrix.
  func outputs(of ours: [Int]) -> Int {
    if case .transposed(_, let columns) = form { columns } else { shape(ours)[0] }
  }

  /// Which output there one of our matrix' rows is.
  func output(ofRow row: Int) -> Int {
    switch form {
    case .same, .part: row
    case .halvedHeads(let width): HalvedHeads(width: width).place(ofOurs: row)
    case .transposed(let first, _), .rows(let first, _): first + row
    }
  }

  /// The place there of our first number, of one whose numbers lie there in our order, one after another.
  func firstNumber(_ ours: [Int]) -> Int { line(ofRow: 0, width: ours.count == 2 ? ours[1] : 1).start }

  /// Calls `body` with the place of each number of ours, and with its place there.
  func forEachPlace(_ ours: [Int], _ body: (_ here: Int, _ there: Int) -> Void) {
    let (rows, width) = (ours[0], ours.count == 2 ? ours[1] : 1)
    for row in 0..<rows {
      let (start, step) = line(ofRow: row, width: width)
      for column in 0..<width { body(row * width + column, start + column * step) }
    }
  }

  /// The place there of a row's first number, and how far apart they are.
  private func line(ofRow row: Int, width: Int) -> (start: Int, step: Int) {
    switch form {
    case .same: return (row * width, 1)
    case .rows(let first, _): return ((first + row) * width, 1)
    case .halvedHeads(let headWidth): return (HalvedHeads(width: headWidth).place(ofOurs: row) * width, 1)
    case .transposed(let first, let columns): return (first + row, columns)
    case .part(let first, _): return (first + row, 1)
    }
  }
}

/// Rows of heads, the even ones of each before its odd ones: RoPE turns the pairs (i, i + K/2) where ours turns (2i, 2i + 1).
struct HalvedHeads {
  /// K.
  let width: Int

  /// Where one of our rows is among them.
  func place(ofOurs row: Int) -> Int {
    let (head, place) = (row / width * width, row % width)
    return head + place / 2 + (place.isMultiple(of: 2) ? 0 : width / 2)
  }

  /// Our row that is at a place among them.
  func ours(at place: Int) -> Int {
    let (head, place, half) = (place / width * width, place % width, width / 2)
    return head + (place < half ? 2 * place : 2 * (place - half) + 1)
  }
}
