extension Operation {
  /// StableHLO's name, for texts and messages.
  var name: String {
    switch self {
    case .argument: "argument"
    case .splat, .dense: "constant"
    case .iota: "iota"
    case .unary(let operation): operation.rawValue
    case .binary(let operation): operation.rawValue
    case .compare: "compare"
    case .select: "select"
    case .convert: "convert"
    case .detach: "detach"
    case .differentiated: "differentiated"
    case .broadcast: "broadcast_in_dim"
    case .reshape: "reshape"
    case .transpose: "transpose"
    case .slice: "slice"
    case .pad: "pad"
    case .concatenate: "concatenate"
    case .dot: "dot_general"
    case .reduce: "reduce"
    case .gatherRows: "gather"
    case .scatterAddRows: "scatter"
    case .dynamicSlice: "dynamic_slice"
    case .dynamicUpdateSlice: "dynamic_update_slice"
    case .loop: "while"
    case .allReduce: "all_reduce"
    case .customCall: "custom_call"
    case .barrier: "optimization_barrier"
    }
  }
}
