internal import COneDNN
import Networks

/// One oneDNN operation, created once and run many times; by one thread at a time.
final class Primitive {
    let handle: OpaquePointer
    private let node: String
    private let direction: String
    private let scratchBytes: Int
    private var arguments: [UnsafeMutableRawPointer?] = []

    /// - Parameter make: a constructor of the shim, which sets the handle and returns a status.
    init(_ node: String, _ direction: String, _ make: (UnsafeMutablePointer<OpaquePointer?>) -> Int32) throws {
        var handle: OpaquePointer?
        let status = make(&handle)
        guard status == 0, let handle else {
            throw PlanError.primitive(node: node, direction: direction, status: Int(status))
        }
        self.handle = handle
        self.node = node
        self.direction = direction
        scratchBytes = dn_op_scratch_bytes(handle)
    }

    deinit { dn_op_destroy(handle) }

    /// The buffers of every run, in the order that the shim documents. Nil: known only at each run, by
    /// ``run(_:at:)``.
    func bind(_ buffers: UnsafeMutablePointer<Float>?...) {
        arguments = buffers.map { UnsafeMutableRawPointer($0) }
    }

    func run() throws {
        let scratch = scratchBytes > 0 ? ThreadScratch.current.primitive(bytes: scratchBytes) : nil
        let status = arguments.withUnsafeBufferPointer { dn_op_run(handle, $0.baseAddress, scratch) }
        guard status == 0 else {
            throw PlanError.primitive(node: node, direction: direction, status: Int(status))
        }
    }

    /// Runs with one of the bound buffers exchanged.
    func run(_ buffer: UnsafeMutablePointer<Float>, at index: Int) throws {
        arguments[index] = UnsafeMutableRawPointer(buffer)
        try run()
    }

    /// Runs with some of the bound buffers exchanged.
    func run(_ buffers: [(index: Int, buffer: UnsafeMutablePointer<Float>)]) throws {
        for (index, buffer) in buffers { arguments[index] = UnsafeMutableRawPointer(buffer) }
        try run()
    }

    /// The floats a convolution's weights take in its own layout.
    var packedCount: Int { (dn_packed_bytes(handle) + 3) / 4 }

    /// Whether two convolutions want their weights in one layout.
    func wantsPacking(of other: Primitive) -> Bool { dn_same_packing(handle, other.handle) != 0 }

    /// The primitive that brings weights from PyTorch's order into this convolution's layout.
    func packing(_ geometry: dn_geometry) throws -> Primitive {
        try Primitive(node, "pack") { out in
            withUnsafePointer(to: geometry) { dn_pack_create($0, handle, out) }
        }
    }

    /// The primitive that brings weight gradients back into PyTorch's order.
    func unpacking(_ geometry: dn_geometry) throws -> Primitive {
        try Primitive(node, "unpack") { out in
            withUnsafePointer(to: geometry) { dn_unpack_create($0, handle, out) }
        }
    }
}
