extension DataSetDescription {
    /// The descriptions that come with the tool, by the names that users write before the folder: `cityscapes:PATH`.
    static let builtIn: [(name: String, description: DataSetDescription)] = [
        ("camvid", read(PackageResources.camvid_json, "camvid.json")),
        ("cityscapes", read(PackageResources.cityscapes_json, "cityscapes.json")),
        ("vspw", read(PackageResources.vspw_json, "vspw.json")),
    ]

    static func builtIn(_ name: some StringProtocol) -> DataSetDescription? {
        builtIn.first { $0.name == name }?.description
    }

    /// A file of the project's own.
    private static func read(_ bytes: [UInt8], _ file: String) -> DataSetDescription {
        do {
            return try DataSetDescription(bytes, file: file)
        } catch {
            preconditionFailure("\(file): \(error)")
        }
    }
}

extension ClassSet {
    /// CamVid's 11 classes in the usual order and colours (Badrinarayanan et al., SegNet, 2017).
    public static let camVid = builtIn("camvid")

    /// The 19 classes that Cityscapes is scored on (Cordts et al., CVPR 2016), in the order and colours of its scripts.
    public static let cityscapes = builtIn("cityscapes")

    private static func builtIn(_ name: String) -> ClassSet {
        guard let description = DataSetDescription.builtIn(name) else { preconditionFailure("no data set \(name)") }
        return description.classes
    }
}
