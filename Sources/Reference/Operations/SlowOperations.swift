import Platform

/// Every operation of `Kernels` in its most obvious form: plain loops over arrays, one line per formula.
///
/// In `Double` the backward passes are held against central finite differences of the forward passes, and
/// the fast kernels are held against these. Shapes use the letters of `Operations`: rows `R`, width `D`,
/// inputs `I`, outputs `O`, batch `B`, positions `T`, heads `H`, head width `K`, vocabulary `V`.
package enum SlowOperations {}

func exponential<T: BinaryFloatingPoint>(_ x: T) -> T { T(exp(Double(x))) }
func logarithm<T: BinaryFloatingPoint>(_ x: T) -> T { T(log(Double(x))) }
func power<T: BinaryFloatingPoint>(_ x: T, _ y: T) -> T { T(pow(Double(x), Double(y))) }
func sigmoid<T: BinaryFloatingPoint>(_ x: T) -> T { 1 / (1 + exponential(-x)) }

/// log Σ exp(x), the largest taken out first.
func logSumExp<T: BinaryFloatingPoint>(_ x: ArraySlice<T>) -> T {
  let top = x.max() ?? 0
  return top + logarithm(x.reduce(0) { $0 + exponential($1 - top) })
}
