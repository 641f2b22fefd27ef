#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How many files this process may have open at once.
package enum OpenFileLimit {
  /// Raises the limit to what the system allows, for work that keeps many files open. The usual 1,024 are a default
  /// for programs that use `select`, not a shortage.
  package static func raise() {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    // Darwin takes no more than OPEN_MAX here, whatever it says is the most.
    limit.rlim_cur = min(limit.rlim_max, 10_240)
    _ = setrlimit(resource, &limit)
  }
}
