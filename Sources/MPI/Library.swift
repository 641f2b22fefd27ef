import CMPI
import Platform

/// An MPI library, loaded while the program runs: nothing is linked with it.
///
/// Which functions it has and which binary interface is known before it is started. It stays loaded until the process
/// ends.
package final class Library: @unchecked Sendable {
  /// Where it was found: a path, or a name that the system resolved.
  package let path: String
  /// Whose it is, by its own words.
  package let family: Family
  /// Its own words, the first line: `Open MPI v4.1.4, …`.
  package let version: String
  /// Written once, before anybody else sees it.
  private var table = lp_mpi_library()

  /// Loads a library.
  ///
  /// - Parameter path: a file, or a name without a slash that the system looks for
  /// - Throws: `MPIError`
  package init(_ path: String) throws(MPIError) {
    let handle = try Self.load(path)
    for number in 0..<LP_MPI_FUNCTION_COUNT.rawValue {
      let name = String(cString: lp_mpi_name(lp_mpi_function(number)))
      guard let symbol = dlsym(handle, name) else { throw .lacksFunction(path: path, name: name) }
      withUnsafeMutableBytes(of: &table.functions) {
        $0.storeBytes(
          of: symbol, toByteOffset: Int(number) * MemoryLayout<UnsafeRawPointer>.stride, as: type(of: symbol))
      }
    }
    var text = [CChar](repeating: 0, count: Int(LP_MPI_TEXT_SIZE))
    let error = lp_mpi_library_version(&table, &text)
    guard error == 0 else { throw .unknownFamily(path: path, words: "error \(error)") }
    let words = Self.text(text)
    version = String(words.prefix { !$0.isNewline })
    self.path = path
    guard let family = Family(version: words) else { throw .unknownFamily(path: path, words: version) }
    self.family = family
    try setInterface(handle)
  }

  /// Calls a function of the library.
  ///
  /// - Parameters:
  ///   - purpose: what for, as an error says it: "sending to rank 3"
  ///   - function: one of `CMPI` that returns an error
  /// - Throws: `MPIError.refused` with the library's words
  func call(_ purpose: @autoclosure () -> String, _ function: (UnsafePointer<lp_mpi_library>) -> CInt) throws(MPIError)
  {
    let error = withUnsafePointer(to: table) { function($0) }
    guard error == 0 else { throw .refused(purpose: purpose(), words: words(of: error)) }
  }

  /// The communicator of all processes that were started together.
  var world: lp_mpi_handle { table.world }
  var anySource: CInt { table.any_source }

  private func words(of error: CInt) -> String {
    var text = [CChar](repeating: 0, count: Int(LP_MPI_TEXT_SIZE))
    let again = withUnsafePointer(to: table) { lp_mpi_error_string($0, error, &text) }
    // MPICH tells which functions called each other, a line for each.
    let lines = Self.text(text).split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(while: \.isWhitespace) }
    return again == 0 && !lines.isEmpty ? lines.joined(separator: " ") : "error \(error)"
  }

  /// Which of the three interfaces it has: Open MPI's objects are symbols, and a library with the standard's says so.
  private func setInterface(_ handle: UnsafeMutableRawPointer) throws(MPIError) {
    if let version = dlsym(handle, "MPI_Abi_get_version"), lp_mpi_abi_version(version) > 0 {
      return lp_mpi_set_interface(&table, LP_MPI_STANDARD, nil, nil, nil)
    }
    guard family == .openMPI else { return lp_mpi_set_interface(&table, LP_MPI_MPICH, nil, nil, nil) }
    guard let world = dlsym(handle, "ompi_mpi_comm_world") else {
      throw .lacksFunction(path: path, name: "ompi_mpi_comm_world")
    }
    guard let byte = dlsym(handle, "ompi_mpi_byte") else { throw .lacksFunction(path: path, name: "ompi_mpi_byte") }
    guard let errors = dlsym(handle, "ompi_mpi_errors_return") else {
      throw .lacksFunction(path: path, name: "ompi_mpi_errors_return")
    }
    lp_mpi_set_interface(&table, LP_MPI_OPEN, world, byte, errors)
  }

  /// Its symbols are everybody's, as if the program were linked with it: its own plugins look for them there.
  private static func load(_ path: String) throws(MPIError) -> UnsafeMutableRawPointer {
    if path.contains("/"), access(path, R_OK) != 0 {
      throw .unreadable(path: path, words: String(cString: strerror(errno)))
    }
    guard let handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL) else {
      throw .notALibrary(path: path, words: dlerror().map { String(cString: $0) } ?? "no reason given")
    }
    return handle
  }

  private static func text(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
