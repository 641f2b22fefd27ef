import Platform

extension ThreadTeam {
  /// The processors that this process may run on: on Linux its affinity mask, elsewhere those online.
  package static var availableProcessors: Int {
    affinity ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// Looked up by name, because the C library declares it only to programs that ask for GNU extensions.
  private static var affinity: Int? {
    #if os(Linux)
      typealias GetAffinity = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> CInt
      guard let symbol = dlsym(nil, "sched_getaffinity") else { return nil }
      let getAffinity = unsafeBitCast(symbol, to: GetAffinity.self)
      var mask = [UInt64](repeating: 0, count: 128)  // room for 8,192 processors
      guard getAffinity(0, mask.count * 8, &mask) == 0 else { return nil }
      let allowed = mask.reduce(0) { $0 + $1.nonzeroBitCount }
      return allowed > 0 ? allowed : nil
    #else
      return nil
    #endif
  }
}

/// Whether the current thread is running a task of some team; then a further `perform` must not wait.
enum TeamMembership {
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  static var isMember: Bool {
    get { pthread_getspecific(key) != nil }
    set { pthread_setspecific(key, newValue ? UnsafeRawPointer(bitPattern: 1) : nil) }
  }
}

/// Starts a thread that runs `body`; nil if the system refuses.
///
/// Signals meant for the process are left to the threads that the program itself started.
package func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
  let entry = Unmanaged.passRetained(ThreadEntry(body))
  var all = sigset_t()
  var before = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_BLOCK, &all, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

  #if canImport(Darwin)
    var thread: pthread_t?
    let status = pthread_create(&thread, nil, { ThreadEntry.run($0) }, entry.toOpaque())
  #else
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, { $0.flatMap { ThreadEntry.run($0) } }, entry.toOpaque())
  #endif
  guard status == 0 else {
    entry.release()
    return nil
  }
  return thread
}

/// A thread's start routine, in a form that passes through C.
private final class ThreadEntry: Sendable {
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  static func run(_ entry: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<ThreadEntry>.fromOpaque(entry).takeRetainedValue().body()
    return nil
  }
}
