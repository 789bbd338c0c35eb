internal import COneDNN
import Networks
import Synchronization

/// Some output channels of a convolution's weights in the layout that primitives want: repacked when the parameter has
/// changed, and shared by all plans and bands that want the same.
final class PackedWeights: @unchecked Sendable {
    let buffer: FloatBuffer
    /// The first element of the parameter that is packed.
    private let offset: Int
    private let geometry: dn_geometry
    /// Keeps the layout: one of the primitives that read it.
    private let owner: Primitive
    private let pack: Primitive
    private unowned let entry: ParameterStore.Entry
    private let version = Mutex(-1)

    init(_ primitive: Primitive, _ geometry: dn_geometry, _ entry: ParameterStore.Entry, offset: Int) throws {
        buffer = FloatBuffer(count: primitive.packedCount)
        pack = try primitive.packing(geometry)
        pack.bind(entry.buffer.base + offset, buffer.base)
        self.offset = offset
        self.geometry = geometry
        self.entry = entry
        owner = primitive
    }

    /// Whether a primitive that reads so many channels from `offset` on can read this.
    func fits(_ primitive: Primitive, _ other: dn_geometry, offset: Int) -> Bool {
        offset == self.offset && other.out_channels == geometry.out_channels
            && primitive.wantsPacking(of: owner)
    }

    func refresh() throws {
        try version.withLock { version in
            guard version != entry.version else { return }
            try pack.run()
            version = entry.version
        }
    }
}

extension ParameterStore.Entry {
    /// The parameter's weights as a primitive wants them, from element `offset` on.
    func packed(_ primitive: Primitive, _ geometry: dn_geometry, offset: Int = 0) throws -> PackedWeights {
        try packedCopies.withLock { copies in
            if let copy = copies.first(where: { $0.fits(primitive, geometry, offset: offset) }) { return copy }
            let copy = try PackedWeights(primitive, geometry, self, offset: offset)
            copies.append(copy)
            return copy
        }
    }
}
