import Compute
import Networks
import RandomStreams
import Testing

@testable import DeltaSearch

/// The order (c, i, j) of patches, the factors' layouts and the damage's formula, against convolutions by definition.
@Suite struct ConventionTests {
    static func image(_ channels: Int, _ height: Int, _ width: Int, seed: UInt64 = 4) -> NaiveImage {
        var stream = RandomStream(seed: seed, stream: "image")
        return NaiveImage(
            channels: channels, height: height, width: width,
            values: (0..<channels * height * width).map { _ in stream.normal() })
    }

    /// Rows of patches in the order (c, i, j).
    static func patches(_ image: NaiveImage, _ geometry: KernelGeometry, stride: Int) -> Matrix {
        var rows: [Double] = []
        for y in Swift.stride(from: 0, to: image.height, by: stride) {
            for x in Swift.stride(from: 0, to: image.width, by: stride) {
                for c in 0..<geometry.inputChannels {
                    for i in 0..<geometry.height {
                        for j in 0..<geometry.width {
                            rows.append(image.value(c, y + i - geometry.height / 2, x + j - geometry.width / 2))
                        }
                    }
                }
            }
        }
        return Matrix(rows: rows.count / geometry.patchSize, cols: geometry.patchSize, storage: rows)
    }

    @Test(arguments: RandomSite.shapes, [1, 2])
    func factorsComputeWhatTheDenseKernelComputes(geometry: KernelGeometry, stride: Int) throws {
        let image = Self.image(geometry.inputChannels, 6, 7)
        var fitter = try SiteFitter(RandomSite.moments(geometry))
        for kind in RandomSite.kinds(geometry) where kind != .zero {
            let student = try fitter.fit(kind)
            let kernel = student.kernel(geometry)
            let dense = image.convolved(
                kernel.floats,
                shape: [geometry.outputChannels, geometry.inputChannels, geometry.height, geometry.width],
                stride: (stride, stride))
            #expect(image.through(student, stride: stride).distance(dense) < 1e-4, "\(kind)")
        }
    }

    @Test(arguments: RandomSite.shapes, [1, 2])
    func aPatchTimesTheKernelIsTheConvolution(geometry: KernelGeometry, stride: Int) throws {
        let image = Self.image(geometry.inputChannels, 6, 7)
        let kernel = RandomSite.moments(geometry).kernel
        let outputs = Self.patches(image, geometry, stride: stride).timesTransposed(kernel).transposed
        let convolved = image.convolved(
            kernel.floats, shape: [geometry.outputChannels, geometry.inputChannels, geometry.height, geometry.width],
            stride: (stride, stride))
        #expect(zip(outputs.storage, convolved.values).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    /// The damage of a student equals the mean over patches of `(z − ẑ)ᵀ G (z − ẑ)`, z and ẑ by convolution.
    @Test(arguments: RandomSite.shapes)
    func theDamageIsTheMeanSquaredErrorOfTheOutputs(geometry: KernelGeometry) throws {
        let image = Self.image(geometry.inputChannels, 30, 30)
        let patches = Self.patches(image, geometry, stride: 1)
        var settings = FitSettings(fisherRegularisation: 0)
        settings.patchShrinkage = 0
        let moments = RandomSite.moments(
            geometry, patchMoment: (1 / Double(patches.rows)) * patches.columnGram, patches: patches.rows,
            positions: 900)
        var fitter = try SiteFitter(moments, settings: settings)
        let shape = [geometry.outputChannels, geometry.inputChannels, geometry.height, geometry.width]
        let teacher = image.convolved(moments.kernel.floats, shape: shape)
        for kind in RandomSite.kinds(geometry) where kind != .zero && kind != .teacher {
            let student = try fitter.fit(kind)
            let output = image.through(student, stride: 1)
            let errors = Matrix(
                rows: geometry.outputChannels, cols: 900,
                storage: zip(teacher.values, output.values).map { $0 - $1 })
            let expected = moments.outputFisher.dot(errors.rowGram)
            #expect(abs(student.damage - expected) < 1e-5 * fitter.zeroDamage, "\(kind)")
        }
        let zero = moments.outputFisher.dot(
            Matrix(rows: geometry.outputChannels, cols: 900, storage: teacher.values).rowGram)
        #expect(abs(try fitter.fit(.zero).damage - zero) < 1e-6 * zero)
    }

    @Test func shapesAndRolesFollowTheNodes() throws {
        let geometry = RandomSite.geometry(4, 4, 3, 5)
        var fitter = try SiteFitter(RandomSite.moments(geometry))
        func layout(_ kind: StudentKind) throws -> [String: [Int]] {
            Dictionary(uniqueKeysWithValues: try fitter.fit(kind).factors.map { ($0.role, $0.value.shape) })
        }
        #expect(try layout(.lowRank(2)) == ["reduce.weight": [2, 4, 3, 5], "weight": [4, 2, 1, 1]])
        #expect(try layout(.separable(2)) == ["reduce.weight": [2, 4, 3, 1], "weight": [4, 2, 1, 5]])
        #expect(try layout(.pointwise) == ["weight": [4, 4, 1, 1]])
        #expect(try layout(.depthwise) == ["weight": [4, 1, 3, 5]])
        #expect(try layout(.depthwisePointwise) == ["depthwise.weight": [4, 1, 3, 5], "weight": [4, 4, 1, 1]])
        #expect(try layout(.zero) == [:])
        #expect(try layout(.teacher) == ["weight": [4, 4, 3, 5]])
    }

    @Test func kindsThatASiteCannotHaveAreNotDefined() {
        let geometry = RandomSite.geometry(3, 4, 3, 3)
        #expect(!StudentKind.depthwise.isDefined(for: geometry))
        #expect(!StudentKind.lowRank(0).isDefined(for: geometry))
        #expect(StudentKind.lowRank(4).isDefined(for: geometry))
        #expect(!StudentKind.lowRank(5).isDefined(for: geometry))
        #expect(StudentKind.separable(9).isDefined(for: geometry))
        #expect(!StudentKind.separable(10).isDefined(for: geometry))
    }
}
