internal import COneDNN
internal import COpenBLAS

/// The numeric libraries that this process runs on, as results are labelled with them.
public enum ComputeLibraries {
    /// oneDNN's version: `2.6.3`.
    public static var oneDNN: String {
        var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
        dn_version(&major, &minor, &patch)
        return "\(major).\(minor).\(patch)"
    }

    /// The best instruction set that oneDNN uses here: `avx512_core_vnni`, `avx2`.
    ///
    /// `ONEDNN_MAX_CPU_ISA` lowers it.
    public static var instructionSet: String { String(cString: dn_instruction_set()) }

    /// OpenBLAS's version and the kernels that it picked for this processor: `0.3.21 SkylakeX`.
    public static var openBLAS: String {
        let words = String(cString: openblas_get_config()).split(separator: " ")
        let version = words.first { $0.first?.isNumber == true }.map(String.init) ?? ""
        return [version, String(cString: openblas_get_corename())].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
