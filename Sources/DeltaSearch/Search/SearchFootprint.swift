import Compute
public import Networks
public import StudentSpace

/// What a search holds in memory at its most, phase by phase, from shapes alone: nothing is allocated.
///
/// Features are counted by laying the plans' memory out; weights, moments and what the fits work in by their sizes.
/// Measured beside it in `experiments/scale`.
public struct SearchFootprint: Sendable {
    public struct Phase: Sendable, Hashable {
        public var name: String
        public var bytes: Int
    }

    /// In the order in which they run.
    public private(set) var phases: [Phase] = []

    /// Bytes of the phase that holds most.
    public var peak: Int { phases.map(\.bytes).max() ?? 0 }

    /// - Parameters:
    ///   - network: the teacher, batch norms folded.
    ///   - frames: of the clip.
    /// - Throws: ``NetworkError``, ``ShapeError`` or ``DeltaDomainError``; ``PlanError``.
    public init(
        _ network: Network, space: SearchSpace, strategy: SearchStrategy, pairs: Int, frames: Int,
        keyframeInterval: Int, workers: Int, measuresDamages: Bool = false
    ) throws {
        let sites = space.choices.map(\.site)
        let networks = try DeltaNetworks(teacher: network)
        let weights = try Self.weights(network)
        let frame = network.inputs[0].shape.count
        // The program, the frames (a byte a channel), and the teacher's weights as they were read and as plans read them.
        let always = Self.program + min(frames * frame, 1 << 30) + 2 * weights
        let moments = sites.reduce(0) {
            $0
                + Self.floats(
                    $1.convolution.groups * GramSums.elementCount($1.patchSize)
                        + GramSums.elementCount($1.output.channels))
        }
        let factors = Self.factorBytes(space)

        let options = StatisticsLanes.options(sites)
        let planBytes = try Plan.byteCount(of: network, options: options)
        let lanes = StatisticsLanes.count(
            frames: frames, workers: workers, planBytes: planBytes,
            memoryLimit: StatisticsCollector.defaultMemoryLimit)
        let isSaved = !keyframeInterval.isMultiple(of: lanes) && lanes < frames || lanes < keyframeInterval
        let saved = isSaved ? try Self.features(options.keep, network) : 0
        // Plans share their weights, and the packed ones of the forward and of the backward pass.
        let statistics = always + 3 * weights + moments + lanes * planBytes + saved
        phases.append(Phase(name: "delta statistics", bytes: statistics))

        // Large sites one after the other, the others side by side (``SpaceFitter``).
        let large = space.choices.filter { $0.site.patchSize >= SpaceFitter.largePatch }.map(Self.fit)
        let others = space.choices.filter { $0.site.patchSize < SpaceFitter.largePatch }.map(Self.fit)
        let fits = max(large.max() ?? 0, others.sorted(by: >).prefix(workers).reduce(0, +))
        phases.append(Phase(name: "closed-form students", bytes: always + 3 * weights + moments + fits + factors))

        let forward = try Plan.byteCount(of: network)
        let key = try Plan.byteCount(of: networks.key)
        let bound = Set(networks.stateTensors.map(DeltaNetworks.stateInput))
        let delta = try Plan.byteCount(of: networks.delta, bound: bound)
        // The teacher on every frame, the key network and the student, a window each.
        let windows = max(1, min(workers, frames / max(1, keyframeInterval)))
        let measuring = windows * (forward + key + delta) + 4 * weights
        if strategy == .greedy || measuresDamages {
            // A delta network a worker, with kernels of its own.
            let lanes = min(workers, sites.count + 1) * (key + delta + 2 * weights)
            phases.append(
                Phase(name: "replacing one site at a time", bytes: always + moments + factors + 4 * weights + lanes))
        }
        guard strategy.isDifferentiable else {
            phases.append(Phase(name: "measuring networks", bytes: always + moments + factors + measuring))
            return
        }
        let shapes = try network.inferShapes()
        let scores = frames * Self.floats(network.outputs.reduce(0) { $0 + shapes.of($1).count })
        let training = try Plan.byteCount(
            of: networks.delta, options: SupernetWorker.deltaOptions(sites), bound: bound)
        // Beside each factor its gradient and two moments; the teacher's weights and the supernet's, each with their
        // packed ones.
        let search = always + scores + moments + 4 * factors + 5 * weights + pairs * (key + training)
        phases.append(Phase(name: "search", bytes: search))
        phases.append(Phase(name: "measuring networks", bytes: search + measuring))
    }

    /// What the process takes without any network: code, libraries, threads.
    static let program = 60 << 20

    private static func square(_ size: Int) -> Int { size * size }
    private static func floats(_ count: Int) -> Int { count * MemoryLayout<Float>.stride }

    private static func weights(_ network: Network) throws -> Int {
        let shapes = try network.inferShapes()
        return network.nodes.reduce(0) { total, node in
            node.operation.definition.parameters(shapes.inputs(of: node)).reduce(total) {
                $0 + floats($1.shape.reduce(1, *))
            }
        }
    }

    private static func features(_ names: Set<String>, _ network: Network) throws -> Int {
        let shapes = try network.inferShapes()
        return names.reduce(0) { $0 + floats(shapes.of($1).count) }
    }

    /// Bytes of every candidate's factors: what a search's last checkpoint holds, but for a few numbers a candidate.
    public static func factorBytes(_ space: SearchSpace) -> Int { space.choices.reduce(0) { $0 + factors($1) } }

    /// The factors of a site's candidates.
    private static func factors(_ choice: SearchSpace.Choices) -> Int {
        SupernetSite.factorShapes(choice.site, choice.candidates).reduce(0) { $0 + floats($1.shape.reduce(1, *)) }
    }

    /// What one site's fits work in, in double precision: A as it is, separable students' blocks of it and what they
    /// factor, products with a kernel's rows.
    private static func fit(_ choice: SearchSpace.Choices) -> Int {
        let site = choice.site
        let (size, groups) = (site.patchSize, site.convolution.groups)
        let hasBlocks = site.convolution.kernel.width > 1 && choice.candidates.contains(where: \.isSeparable)
        // Every group's moments are there at once.
        let copies = hasBlocks ? (groups + 1) * 3 : groups * 2 + 1
        let count = copies * square(size) / 2 + 10 * size * site.output.channels
        return count * MemoryLayout<Double>.stride
    }
}

extension Candidate {
    fileprivate var isSeparable: Bool {
        if case .separable = self { true } else { false }
    }
}

extension Site {
    /// K = Cin/groups · kh · kw.
    fileprivate var patchSize: Int { input.channels / convolution.groups * convolution.kernel.area }
}
