import Networks

extension ErrorMessage {
    init(_ error: ArchitectureError, at place: String?) {
        switch error {
        case .unknownName(let name, let suggestion, let known):
            self.init(
                .usage, at: place, "there is no architecture '\(name)'",
                remedy: didYouMean(suggestion) ?? "use \(listed(known))")
        case .classCount(let count, let allowed):
            self.init(
                .usage, at: place, "\(counted(count, "class", "classes")) cannot be told apart",
                remedy: "use \(allowed.lowerBound) to \(allowed.upperBound) classes")
        case .inputSize(let size, let allowed):
            self.init(
                .usage, at: place, "an input of \(size) pixels is not possible",
                remedy: "use \(allowed.lowerBound) to \(allowed.upperBound) pixels a side")
        case .inputNotMultiple(let multiple, let size):
            let fitting = Size(
                height: Self.nearest(size.height, multiple), width: Self.nearest(size.width, multiple))
            self.init(
                .usage, at: place ?? "--input", "\(size) is not a multiple of \(multiple) in height and width",
                remedy: "use \(fitting), for instance")
        }
    }

    private static func nearest(_ extent: Int, _ multiple: Int) -> Int {
        max(multiple, (extent + multiple / 2) / multiple * multiple)
    }

    init(_ error: CheckpointError) {
        switch error {
        case .mismatch(let path, let network, let mismatch):
            self.init(
                .mismatch, at: path, "not a checkpoint of this \(network): \(Self.text(mismatch))",
                remedy: "give weights of the same architecture and class count, or change the teacher in the space file"
            )
        case .notFloatingPoint(let path, let tensor, let type):
            self.init(
                .mismatch, at: path, "tensor \(tensor) is stored as \(type.rawValue), not as floating-point numbers",
                remedy: "save the checkpoint in F32, F16 or BF16")
        case .notFinite(let path, let tensor, let index, let value):
            self.init(
                .mismatch, at: path, "tensor \(tensor) holds \(value) at element \(index)",
                remedy: "the training it comes from diverged: use an earlier checkpoint")
        case .negativeVariance(let path, let tensor, let index, let value):
            self.init(
                .mismatch, at: path, "tensor \(tensor) holds the negative variance \(value) at element \(index)",
                remedy: "the file is damaged or no checkpoint: save it again")
        }
    }

    private static func text(_ mismatch: CheckpointMismatch) -> String {
        var parts: [String] = []
        if mismatch.missing.count > 0 {
            parts.append("missing \(sample(mismatch.missing.first, of: mismatch.missing.count))")
        }
        if mismatch.misshapen.count > 0 {
            let texts = mismatch.misshapen.first.map { "\($0.name) is \($0.found), expected \($0.expected)" }
            parts.append(sample(texts, of: mismatch.misshapen.count))
        }
        if mismatch.extra.count > 0 {
            parts.append("not expected \(sample(mismatch.extra.first, of: mismatch.extra.count))")
        }
        return parts.joined(separator: "; ")
    }

    init(_ error: DeltaDomainError) {
        switch error {
        case .inputCount(let count):
            self.init(.mismatch, "the teacher has \(count) inputs", remedy: "use a network with one: the frame")
        case .noOutput: self.init(.mismatch, "the teacher has no output", remedy: "use a network with scores")
        case .repeatedOutput(let name):
            self.init(.mismatch, "two outputs of the teacher are one tensor, \(name)", remedy: "name it once")
        case .reservedName(let name):
            self.init(
                .mismatch, "the teacher has a tensor called \(name)",
                remedy: "rename it: 'scores', 'scores:1', 'key:…', 'delta:…' and 'value:…' are taken")
        case .unsupported(let node, let kind):
            self.init(
                .mismatch, "node \(node) of the teacher is a \(kind), which has no delta", remedy: Self.report)
        }
    }

    init(_ error: NetworkError) {
        switch error {
        case .duplicateName(let name):
            self.init(.internal, "two tensors of the network are called \(name)", remedy: Self.report)
        case .unknownTensor(let name, let reader):
            self.init(.internal, "node \(reader) reads \(name), which nothing makes", remedy: Self.report)
        case .unknownOutput(let name):
            self.init(.internal, "nothing makes the network's output \(name)", remedy: Self.report)
        }
    }

    init(_ error: ShapeError) {
        self.init(
            .usage, "node \(error.node) does not fit its input: \(error.reason)", remedy: "use a larger input size")
    }
}
