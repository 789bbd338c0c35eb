import Compute
import RandomStreams

@testable import DeltaSearch

/// Small sites with random kernels and moments of full rank, unless said otherwise.
enum RandomSite {
    static func matrix(_ rows: Int, _ cols: Int, _ stream: inout RandomStream) -> Matrix {
        Matrix(rows: rows, cols: cols, storage: (0..<rows * cols).map { _ in stream.normal() })
    }

    /// A random second moment: the mean over `samples` vectors whose elements are correlated and differ in scale.
    static func moment(_ size: Int, samples: Int, _ stream: inout RandomStream) -> Matrix {
        let mixing = matrix(size, size, &stream)
        let vectors = matrix(samples, size, &stream).times(mixing)
            .scalingColumns(by: (0..<size).map { _ in stream.uniform(0.2..<2) })
        return (1 / Double(samples)) * vectors.columnGram
    }

    static func geometry(_ inputs: Int, _ outputs: Int, _ height: Int, _ width: Int) -> KernelGeometry {
        KernelGeometry(inputChannels: inputs, outputChannels: outputs, height: height, width: width)
    }

    static func moments(
        _ geometry: KernelGeometry, seed: UInt64 = 1, kernel: Matrix? = nil, patchMoment: Matrix? = nil,
        outputFisher: Matrix? = nil, patches: Int = 1_000_000, positions: Double = 7
    ) -> SiteMoments {
        var stream = RandomStream(seed: seed, stream: "site")
        let (outputs, size) = (geometry.outputChannels, geometry.patchSize)
        let randomKernel = matrix(outputs, size, &stream)
        let randomMoment = moment(size, samples: 3 * size, &stream)
        let randomFisher = moment(outputs, samples: 3 * outputs, &stream)
        return SiteMoments(
            geometry: geometry, kernel: kernel ?? randomKernel, patchMoment: patchMoment ?? randomMoment,
            outputFisher: outputFisher ?? randomFisher, positions: positions, patches: patches)
    }

    /// Every kind that a site of this shape can have, ranks from one to the largest.
    static func kinds(_ geometry: KernelGeometry) -> [StudentKind] {
        let ranked: [StudentKind] = [1, 2, 3, 5].flatMap { [.lowRank($0), .separable($0)] }
        return (ranked + [.pointwise, .depthwise, .depthwisePointwise, .zero, .teacher])
            .filter { $0.isDefined(for: geometry) }
    }

    /// Shapes (Cin, Cout, kh, kw): square, wide, tall, 1 × 1, asymmetric.
    static let shapes = [
        geometry(4, 4, 3, 3), geometry(3, 6, 3, 3), geometry(6, 3, 3, 3), geometry(5, 4, 1, 1), geometry(3, 3, 1, 3),
        geometry(3, 4, 3, 1), geometry(2, 3, 5, 3), geometry(1, 1, 1, 1),
    ]
}
