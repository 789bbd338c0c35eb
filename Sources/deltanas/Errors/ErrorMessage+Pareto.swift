import Experiments

extension ErrorMessage {
    init(_ error: ParetoError) {
        switch error {
        case .notComparable(let one, let other, let what):
            self.init(
                .mismatch, at: "--against", "\(one) has another \(what.rawValue) than \(other)",
                remedy: "compare experiments of one teacher, input size and key-frame interval")
        }
    }
}
