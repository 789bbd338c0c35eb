// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: Swift 6 mode and the upcoming features that keep imports and existentials explicit.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Targets that loop over arrays of numbers: a debug build without `-O` is two orders of magnitude slower there.
let numeric: [SwiftSetting] =
    strict + [
        .unsafeFlags(["-O"], .when(configuration: .debug)),
        .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
    ]

let package = Package(
    name: "deltanas",
    products: [.executable(name: "deltanas", targets: ["deltanas"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.5.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.28.0"),
    ],
    targets: [
        // System libraries, a shim each.
        .target(
            name: "COneDNN", cSettings: [.unsafeFlags(["-O2"])],
            linkerSettings: [.linkedLibrary("dnnl")]),
        .target(name: "COpenBLAS", linkerSettings: [.linkedLibrary("openblas")]),
        .target(
            name: "CFFmpeg",
            linkerSettings: ["avformat", "avcodec", "swscale", "avutil"].map { .linkedLibrary($0) }),
        .target(
            name: "COpenCV", cxxSettings: [.unsafeFlags(["-O2", "-I/usr/include/opencv4"])],
            linkerSettings: ["opencv_video", "opencv_core"].map { .linkedLibrary($0) }),

        // Loops over features, in C for the sake of vector instructions.
        .target(name: "CElementwise", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off", "-fno-math-errno"])]),
        // The same over pictures.
        .target(name: "CPictures", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off", "-fno-math-errno"])]),

        // From the graph upwards: a target imports only what stands above it here.
        .target(name: "RandomStreams", swiftSettings: numeric),
        .target(name: "Networks", dependencies: ["RandomStreams"], swiftSettings: numeric),
        .target(
            name: "ONNX", dependencies: ["Networks", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            swiftSettings: numeric),
        .target(name: "StudentSpace", dependencies: ["Networks", "RandomStreams"], swiftSettings: numeric),
        .target(
            name: "Compute", dependencies: ["Networks", "CElementwise", "COneDNN", "COpenBLAS"], swiftSettings: numeric),
        .target(
            name: "VideoData", dependencies: ["CFFmpeg", "COpenCV", "CPictures", "StudentSpace", "RandomStreams"],
            // Data sets are described in files, which are built in: `PackageResources`.
            resources: [.embedInCode("DataSets/Descriptions")], swiftSettings: numeric),
        .target(
            name: "Training", dependencies: ["Networks", "Compute", "VideoData", "RandomStreams"],
            swiftSettings: numeric),
        .target(
            name: "DeltaSearch",
            dependencies: ["Networks", "StudentSpace", "Compute", "VideoData", "Training", "RandomStreams"],
            swiftSettings: numeric),
        .target(
            name: "ExperimentStore",
            dependencies: ["Networks", "StudentSpace", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(
            name: "Experiments",
            dependencies: [
                "Networks", "ONNX", "StudentSpace", "Compute", "VideoData", "Training", "DeltaSearch",
                "ExperimentStore",
                "RandomStreams",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "deltanas",
            dependencies: [
                "Networks", "ONNX", "StudentSpace", "Compute", "VideoData", "Training", "DeltaSearch",
                "ExperimentStore",
                "Experiments",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // What several test targets share.
        .target(
            name: "NetworkReference", dependencies: ["Networks", "RandomStreams"],
            path: "Tests/Support/NetworkReference", swiftSettings: numeric),
        // Counts what a case allocates, under the address sanitizer.
        .target(name: "CAllocationMeter", path: "Tests/Support/CAllocationMeter"),

        .testTarget(name: "RandomStreamsTests", dependencies: ["RandomStreams"], swiftSettings: numeric),
        .testTarget(
            name: "NetworksTests", dependencies: ["Networks", "RandomStreams", "NetworkReference"],
            swiftSettings: numeric),
        .testTarget(
            name: "ONNXTests",
            dependencies: [
                "ONNX", "Networks", "Compute", "RandomStreams", "NetworkReference",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            swiftSettings: numeric),
        .testTarget(
            name: "StudentSpaceTests", dependencies: ["StudentSpace", "Networks", "RandomStreams"],
            swiftSettings: numeric),
        .testTarget(
            name: "ComputeTests",
            dependencies: ["Compute", "Networks", "VideoData", "RandomStreams", "NetworkReference"],
            exclude: ["Goldens"],
            swiftSettings: numeric),
        .testTarget(name: "VideoDataTests", dependencies: ["VideoData", "StudentSpace"], swiftSettings: numeric),
        .testTarget(
            name: "TrainingTests",
            dependencies: ["Training", "Compute", "Networks", "VideoData", "RandomStreams", "NetworkReference"],
            swiftSettings: numeric),
        .testTarget(
            name: "DeltaSearchTests",
            dependencies: [
                "DeltaSearch", "Compute", "Networks", "StudentSpace", "VideoData", "RandomStreams", "NetworkReference",
                "Training",
            ],
            swiftSettings: numeric),
        .testTarget(
            name: "ExperimentStoreTests",
            dependencies: [
                "ExperimentStore", "StudentSpace", "Networks", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ExperimentsTests",
            dependencies: [
                "Experiments", "DeltaSearch", "ExperimentStore", "Training", "Compute", "Networks", "ONNX",
                "StudentSpace",
                "VideoData",
            ],
            swiftSettings: numeric),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "deltanas", "Experiments", "ExperimentStore", "DeltaSearch", "VideoData", "StudentSpace", "Networks",
            ],
            exclude: ["Help", "Keys"], swiftSettings: strict),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "deltanas", "Experiments", "ExperimentStore", "DeltaSearch", "Training", "VideoData", "Compute",
                "StudentSpace", "ONNX", "Networks", "RandomStreams", "CAllocationMeter",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Corpus", "Seeds"], swiftSettings: numeric),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// A part of the tests alone, `DELTANAS_TEST_TARGETS="ComputeTests NetworksTests"`: what does not belong to them is not built
// for `swift build --product deltanasPackageTests`. `scripts/fuzz` does so: under the address sanitizer each takes minutes.
if let wanted = Context.environment["DELTANAS_TEST_TARGETS"]?.split(separator: " ") {
    package.targets.removeAll { target in target.type == .test && !wanted.contains { $0 == target.name } }
}
