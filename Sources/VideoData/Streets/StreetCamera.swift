/// A pinhole camera: position and heading in the world, and the picture's geometry.
///
/// World axes: x to the right, y up, z along the street. Camera axes: right, up, forward. Pixel (x, y) looks along
/// `((x − cx)/f, (cy − y)/f, 1)`.
struct StreetCamera {
    var position: SIMD3<Double>
    var right: SIMD3<Double>
    var up: SIMD3<Double>
    var forward: SIMD3<Double>

    /// Focal length in pixels.
    let focal: Double
    let centre: SIMD2<Double>

    /// - Parameter yaw, pitch, roll: in turns; yaw to the right, pitch upwards, roll clockwise.
    init(size: FrameSize, position: SIMD3<Double>, yaw: Double, pitch: Double, roll: Double) {
        self.position = position
        let (sy, cy) = (StreetWave.sine(yaw), StreetWave.cosine(yaw))
        let (sp, cp) = (StreetWave.sine(pitch), StreetWave.cosine(pitch))
        let (sr, cr) = (StreetWave.sine(roll), StreetWave.cosine(roll))
        forward = SIMD3(sy * cp, sp, cy * cp)
        let level = SIMD3(cy, 0, -sy)
        let rise = SIMD3(-sy * sp, cp, -cy * sp)
        right = level * cr - rise * sr
        up = rise * cr + level * sr
        focal = 1.0 * Double(max(size.width, size.height))
        // The horizon stands a little above the middle.
        centre = SIMD2(0.5 * Double(size.width) - 0.5, 0.48 * Double(size.height) - 0.5)
    }

    /// A world direction in camera axes.
    func turned(_ d: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3((right * d).sum(), (up * d).sum(), (forward * d).sum())
    }

    /// A camera direction in world axes.
    func world(_ d: SIMD3<Double>) -> SIMD3<Double> { right * d.x + up * d.y + forward * d.z }

    /// Where a point in camera axes falls in the picture; nil behind the camera.
    func project(_ p: SIMD3<Double>) -> SIMD2<Double>? {
        guard p.z > 1e-6 else { return nil }
        return SIMD2(centre.x + focal * p.x / p.z, centre.y - focal * p.y / p.z)
    }
}
