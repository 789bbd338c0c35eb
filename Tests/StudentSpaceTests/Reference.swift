import Foundation
import Networks
import StudentSpace

/// The convolutions of public networks, from the folder beside the package.
struct Reference {
    /// The folder above this package's.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/reference").path(
            percentEncoded: false)

    static var isAvailable: Bool { FileManager.default.fileExists(atPath: folder) }

    var sites: [Site]
    /// Which sites the paper gives a student.
    var isDelta: [Bool]
    var paperMACs: [Int]
    var totalMACs: Int

    init(_ name: String) throws {
        let path = "\(Self.folder)/\(name)_convs.json"
        let root = try JSONReader(JSONParser.parse(DocumentFile.contents(of: path), file: path), file: path).object(
            keys: ["model", "input", "total_params", "bn_params", "conv_macs", "convs"])
        totalMACs = try root.required("conv_macs").integer(in: 0...Int.max)
        (sites, isDelta, paperMACs) = ([], [], [])
        for entry in try root.required("convs").elements() {
            let conv = try entry.object(
                keys: [
                    "name", "cin", "cout", "k", "s", "p", "groups", "bias", "in_hw", "out_hw", "params", "macs",
                    "delta", "rank", "student_b_macs",
                ])
            func number(_ key: String) throws -> Int { try conv.required(key).integer(in: 0...Int.max) }
            let size = try conv.required("in_hw").elements().map { try $0.integer(in: 1...65536) }
            let padding = try number("p")
            sites.append(
                try Site(
                    name: try conv.required("name").string(),
                    convolution: Convolution(
                        outputChannels: try number("cout"), kernel: Size(try number("k")),
                        stride: Size(try number("s")),
                        padding: Padding(vertical: padding, horizontal: padding), groups: try number("groups"),
                        hasBias: try conv.required("bias").bool()),
                    input: FeatureShape(height: size[0], width: size[1], channels: try number("cin"))))
            guard try sites[sites.count - 1].teacherMACs == number("macs") else { throw Mismatch() }
            isDelta.append(try conv.required("delta").bool())
            paperMACs.append(try number("student_b_macs"))
        }
    }

    struct Mismatch: Error {}
}

/// The space files that the package ships.
func shippedSpace(_ name: String) throws -> SpaceFile {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try SpaceFile.read(root.appending(path: "searchspaces/\(name).json").path(percentEncoded: false))
}
