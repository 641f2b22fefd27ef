import Platform

/// Floats that end exactly at a page that may not be touched: a kernel that reads or writes one element too
/// far stops the test there.
///
/// The memory is never given back: a pointer taken from a temporary stays good, and a test's process is short.
struct GuardedFloats {
  let count: Int
  let pointer: UnsafeMutablePointer<Float>

  init(_ values: [Float]) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let room = (values.count * 4 + page - 1) / page * page
    let flags = MAP_PRIVATE | MAP_ANON
    guard let base = mmap(nil, room + page, PROT_READ | PROT_WRITE, flags, -1, 0), base != MAP_FAILED else {
      fatalError("no memory for a test")
    }
    mprotect(base + room, page, PROT_NONE)
    count = values.count
    pointer = (base + room - count * 4).bindMemory(to: Float.self, capacity: count)
    pointer.initialize(from: values, count: count)
  }

  /// Room for a result that must be written: NaN until then.
  init(unwritten count: Int) { self.init([Float](repeating: .nan, count: count)) }

  var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
