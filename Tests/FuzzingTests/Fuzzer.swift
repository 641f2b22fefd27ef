import Platform

// The program that pipelines/test/fuzz.sh builds: libFuzzer's loop around one target, which LETTERPRESS_FUZZER names.

private let chosen: FuzzTarget = {
  let name = environmentVariable("LETTERPRESS_FUZZER") ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    let names = FuzzTarget.all.map(\.name).joined(separator: " ")
    fatalError("LETTERPRESS_FUZZER is \"\(name)\" (expected one of: \(names))")
  }
  return target
}()

// One process, one thread.
private nonisolated(unsafe) let bench = FuzzBench()

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<Arguments>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Runs the target on one input. A property that does not hold stops the process, which libFuzzer notes.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if let problem = chosen.problem(with: UnsafeRawBufferPointer(start: start, count: count), bench) {
    fatalError("\(chosen.name): \(problem)")
  }
  return 0
}

/// What the package manager takes for the start of a program of this name.
@_cdecl("fuzzer_main")
func fuzz(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  var (count, arguments) = (count, arguments)
  return runFuzzer(&count, &arguments, fuzzOneInput)
}
