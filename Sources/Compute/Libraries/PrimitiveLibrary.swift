internal import COneDNN

/// The library that runs a network's primitives.
public enum PrimitiveLibrary {
    /// Its version and the instruction set it uses, which `ONEDNN_MAX_CPU_ISA` may lower: `oneDNN 2.6.3 avx512_core`.
    public static var description: String {
        var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
        dn_version(&major, &minor, &patch)
        return "oneDNN \(major).\(minor).\(patch) \(instructionSet(dn_instruction_set()))"
    }

    /// The name that oneDNN's manual gives a `dnnl_cpu_isa_t`, its number in hexadecimal where it is newer than this.
    private static func instructionSet(_ code: Int32) -> String {
        switch code {
        case 0x1: "sse41"
        case 0x3: "avx"
        case 0x7: "avx2"
        case 0x407: "avx2_vnni"
        case 0x27: "avx512_core"
        case 0x67: "avx512_core_vnni"
        case 0xE7: "avx512_core_bf16"
        case 0x3E7: "avx512_core_amx"
        default: "isa_" + String(UInt32(bitPattern: code), radix: 16)
        }
    }
}
