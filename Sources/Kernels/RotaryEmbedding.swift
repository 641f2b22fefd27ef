#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension CPUOperations {
  package func ropeForward(
    x: UnsafeMutablePointer<Float>, rows: Int, positions: Int, firstPosition: Int,
    heads: Int, headWidth: Int, theta: Float
  ) {
    rotate(x, rows, positions, firstPosition, heads, headWidth, theta, sign: 1)
  }

  package func ropeBackward(
    dx: UnsafeMutablePointer<Float>, rows: Int, positions: Int, firstPosition: Int,
    heads: Int, headWidth: Int, theta: Float
  ) {
    rotate(dx, rows, positions, firstPosition, heads, headWidth, theta, sign: -1)
  }

  private func rotate(
    _ x: UnsafeMutablePointer<Float>, _ rows: Int, _ positions: Int, _ firstPosition: Int,
    _ heads: Int, _ headWidth: Int, _ theta: Float, sign: Float
  ) {
    let width = heads * headWidth
    team.perform(tasks: rows) { r in
      let position = Double(firstPosition + r % positions)
      for i in 0..<headWidth / 2 {
        let angle = position * pow(Double(theta), -2 * Double(i) / Double(headWidth))
        let c = Float(cos(angle))
        let s = Float(sin(angle)) * sign
        for h in 0..<heads {
          let pair = x + r * width + h * headWidth + 2 * i
          let (a, b) = (pair[0], pair[1])
          pair[0] = a * c - b * s
          pair[1] = a * s + b * c
        }
      }
    }
  }
}
