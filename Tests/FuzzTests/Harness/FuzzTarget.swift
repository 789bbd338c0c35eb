import RandomStreams

/// Something that reads what others wrote, and inputs for it.
///
/// An input is bytes, whatever is read: a case can be kept in a file and read again.
protocol FuzzTarget: AnyObject {
    /// - Parameter scratch: a folder of its own, gone afterwards.
    init(scratch: String) throws

    /// An input, by the stream alone.
    func makeInput(_ stream: inout RandomStream) throws -> [UInt8]

    /// Reads an input as the tool would, and goes on with what came of it as far as that takes no time.
    ///
    /// - Throws: what a user gets to see, which has to be a typed error; ``FuzzFault`` for what must not be.
    func consume(_ input: [UInt8]) throws

    /// Bytes that reading it may hold at once.
    func allowance(_ input: [UInt8]) -> Int
}

extension FuzzTarget {
    func allowance(_ input: [UInt8]) -> Int { (4 << 20) + 256 * input.count }
}

/// Something that no input may lead to, short of a crash.
struct FuzzFault: Error, Hashable {
    var description: String

    init(_ description: String) { self.description = description }
}

/// What is fuzzed, by the names of `scripts/fuzz`.
enum FuzzParser: String, CaseIterable, Sendable {
    case json
    case space
    case spec
    case safetensors
    case searchCheckpoint = "search-checkpoint"
    case teachCheckpoint = "teach-checkpoint"
    case finetuneCheckpoint = "finetune-checkpoint"
    case frame
    case label
    case video
    case flow
    case arguments
    case pareto
    case onnx
    case database

    func makeTarget(scratch: String) throws -> any FuzzTarget {
        let type: any FuzzTarget.Type =
            switch self {
            case .json: JSONTarget.self
            case .space: SpaceTarget.self
            case .spec: SpecTarget.self
            case .safetensors: SafetensorsTarget.self
            case .searchCheckpoint: SearchCheckpointTarget.self
            case .teachCheckpoint: TeachCheckpointTarget.self
            case .finetuneCheckpoint: FinetuneCheckpointTarget.self
            case .frame: FrameTarget.self
            case .label: LabelTarget.self
            case .video: VideoTarget.self
            case .flow: FlowTarget.self
            case .arguments: ArgumentsTarget.self
            case .pareto: ParetoTarget.self
            case .onnx: ONNXTarget.self
            case .database: DatabaseTarget.self
            }
        return try type.init(scratch: scratch)
    }

    /// The numbers that make up one case, the same whatever came before it.
    func stream(seed: UInt64, index: Int) -> RandomStream { RandomStream(seed: seed, stream: "\(rawValue).\(index)") }

    /// Seconds that one case may take under the address sanitizer on a busy machine.
    var patience: Double {
        switch self {
        case .searchCheckpoint, .finetuneCheckpoint, .database: 60
        default: 30
        }
    }
}
