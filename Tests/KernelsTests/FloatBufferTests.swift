import Testing

@testable import Kernels

@Suite("Float buffers")
struct FloatBufferTests {
  @Test("are zero and aligned, small and large", arguments: [0, 1, 17, 1000, 524_288, 3_000_001])
  func zeroAndAligned(count: Int) {
    let buffer = FloatBuffer(count: count)
    #expect(buffer.count == count && buffer.values.count == count)
    #expect(Int(bitPattern: buffer.pointer).isMultiple(of: 64))
    #expect(buffer.values.allSatisfy { $0 == 0 })
    for i in 0..<count { buffer.pointer[i] = Float(i) }
    #expect(buffer.values.last == (count == 0 ? nil : Float(count - 1)))
  }

  @Test("come back from the pool they were borrowed from")
  func pool() {
    let pool = WorkspacePool()
    let first = pool.borrow(5_000) { $0 }
    #expect(pool.borrow(4_900) { $0 } == first)
    pool.borrow(5_000) { outer in
      pool.borrow(5_000) { inner in #expect(outer != inner) }
    }
  }
}
