internal import COneDNN
import Networks

/// One oneDNN operation, created once and run many times.
final class Primitive {
    private let handle: OpaquePointer
    private let node: String
    private let direction: String
    private let workspace: Workspace
    private var arguments: [UnsafeMutableRawPointer?] = []

    /// - Parameter make: a constructor of the shim, which sets the handle and returns a status.
    init(
        _ node: String, _ direction: String, _ workspace: Workspace,
        _ make: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws {
        var handle: OpaquePointer?
        let status = make(&handle)
        guard status == 0, let handle else {
            throw PlanError.primitive(node: node, direction: direction, status: Int(status))
        }
        self.handle = handle
        self.node = node
        self.direction = direction
        self.workspace = workspace
        workspace.reserve(primitiveBytes: dn_op_scratch_bytes(handle))
    }

    deinit { dn_op_destroy(handle) }

    /// The buffers of every run, in the order that the shim documents. Nil: known only at each run, by
    /// ``run(_:at:)``.
    func bind(_ buffers: UnsafeMutablePointer<Float>?...) {
        arguments = buffers.map { UnsafeMutableRawPointer($0) }
    }

    func run() throws {
        let status = arguments.withUnsafeBufferPointer { dn_op_run(handle, $0.baseAddress, workspace.primitive) }
        guard status == 0 else {
            throw PlanError.primitive(node: node, direction: direction, status: Int(status))
        }
    }

    /// Runs with one of the bound buffers exchanged.
    func run(_ buffer: UnsafeMutablePointer<Float>, at index: Int) throws {
        arguments[index] = UnsafeMutableRawPointer(buffer)
        try run()
    }

    /// The floats a convolution's weights take in its own layout.
    var packedCount: Int { (dn_packed_bytes(handle) + 3) / 4 }

    /// The primitive that brings weights from PyTorch's order into this convolution's layout.
    func packing(_ geometry: dn_geometry) throws -> Primitive {
        try Primitive(node, "pack", workspace) { out in
            withUnsafePointer(to: geometry) { dn_pack_create($0, handle, out) }
        }
    }

    /// The primitive that brings weight gradients back into PyTorch's order.
    func unpacking(_ geometry: dn_geometry) throws -> Primitive {
        try Primitive(node, "unpack", workspace) { out in
            withUnsafePointer(to: geometry) { dn_unpack_create($0, handle, out) }
        }
    }
}

extension dn_geometry {
    /// The extents of an operation without window parameters.
    init(_ input: FeatureShape, _ output: FeatureShape, batch: Int) {
        self.init()
        self.batch = Int32(batch)
        in_height = Int32(input.height)
        in_width = Int32(input.width)
        in_channels = Int32(input.channels)
        out_height = Int32(output.height)
        out_width = Int32(output.width)
        out_channels = Int32(output.channels)
        (kernel_height, kernel_width) = (1, 1)
        (stride_height, stride_width) = (1, 1)
        (dilation_height, dilation_width) = (1, 1)
        groups = 1
    }

    mutating func setWindow(kernel: Size, stride: Size, padding: Padding) {
        kernel_height = Int32(kernel.height)
        kernel_width = Int32(kernel.width)
        stride_height = Int32(stride.height)
        stride_width = Int32(stride.width)
        pad_top = Int32(padding.top)
        pad_left = Int32(padding.left)
        pad_bottom = Int32(padding.bottom)
        pad_right = Int32(padding.right)
    }
}

/// The padding behind an input that an output's extent implies: windows may also leave part of the input unread.
func farPadding(_ output: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ input: Int, _ near: Int) -> Int32 {
    Int32(max(0, (output - 1) * stride + dilation * (kernel - 1) + 1 - input - near))
}

/// Threads that oneDNN uses for what the calling thread creates and runs.
public enum PrimitiveThreads {
    public static func set(_ count: Int) { dn_set_threads(Int32(count)) }

    public static var current: Int { Int(dn_threads()) }
}
