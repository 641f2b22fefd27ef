// The C library under one name: Swift calls it differently on each system, and whoever imports this need not ask which.
#if canImport(Glibc)
  @_exported import Glibc
#elseif canImport(Musl)
  @_exported import Musl
#else
  @_exported import Darwin
#endif
