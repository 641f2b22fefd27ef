extension CPUOperations {
  package func rope(
    x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, positions: Int, firstPosition: Int, heads: Int,
    headWidth: Int, rotation: Rotation
  ) {
    let table = rotations.table(rotation, headWidth: headWidth, positions: firstPosition + positions)
    withExtendedLifetime(table) {
      team.perform(over: rows, grain: 64) { range in
        for r in range {
          let position = firstPosition + r % positions
          kernels.rotate(x + r * stride, table.cosines(position), table.sines(position), heads, headWidth, 1)
        }
      }
    }
  }
}
