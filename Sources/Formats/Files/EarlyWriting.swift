import Platform

/// Asks the system to bring written bytes to the disk while more are made, so that the sync at the end is short.
///
/// It promises nothing, and no error of it matters: the sync at the end does. Where there is no such call, nothing
/// happens.
enum EarlyWriting {
  #if os(Linux)
    private typealias Call = @convention(c) (Int32, Int64, Int64, UInt32) -> Int32

    // Not in the header as Swift sees it: an extension of glibc and musl.
    private static let call = dlsym(nil, "sync_file_range").map { unsafeBitCast($0, to: Call.self) }
    // SYNC_FILE_RANGE_WRITE: begin, wait for nothing.
    private static let write: UInt32 = 2
  #endif

  /// Begins to write a range of a file.
  static func begin(_ descriptor: Int32, _ range: Range<Int>) {
    #if os(Linux)
      _ = call?(descriptor, Int64(range.lowerBound), Int64(range.count), write)
    #endif
  }
}
