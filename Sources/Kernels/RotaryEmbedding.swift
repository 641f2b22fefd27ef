extension CPUOperations {
  package func ropeForward(
    x: UnsafeMutablePointer<Float>, rows: Int, positions: Int, firstPosition: Int,
    heads: Int, headWidth: Int, theta: Float
  ) {
    rotate(x, rows, positions, firstPosition, heads, headWidth, theta, direction: 1)
  }

  package func ropeBackward(
    dx: UnsafeMutablePointer<Float>, rows: Int, positions: Int, firstPosition: Int,
    heads: Int, headWidth: Int, theta: Float
  ) {
    rotate(dx, rows, positions, firstPosition, heads, headWidth, theta, direction: -1)
  }

  private func rotate(
    _ x: UnsafeMutablePointer<Float>, _ rows: Int, _ positions: Int, _ firstPosition: Int,
    _ heads: Int, _ headWidth: Int, _ theta: Float, direction: Float
  ) {
    let table = rotations.table(theta: theta, headWidth: headWidth, positions: firstPosition + positions)
    withExtendedLifetime(table) {
      team.perform(over: rows, grain: 64) { range in
        for r in range {
          let position = firstPosition + r % positions
          kernels.rotate(
            x + r * heads * headWidth, table.cosines(position), table.sines(position), heads, headWidth, direction)
        }
      }
    }
  }
}
