import Compute
import Foundation
import NetworkReference
import Networks
import RandomStreams
import VideoData

@testable import DeltaSearch

extension RGBImage {
    /// The image as the teacher's input, in double precision.
    var normalized: ReferenceTensor {
        let mean = [0.485, 0.456, 0.406]
        let deviation = [0.229, 0.224, 0.225]
        return ReferenceTensor(
            FeatureShape(height: height, width: width, channels: 3),
            values: pixels.enumerated().map { (Double($1) / 255 - mean[$0 % 3]) / deviation[$0 % 3] })
    }
}

extension TeacherModel {
    /// Every tensor of the teacher on a frame, in double precision.
    func reference(_ image: RGBImage) throws -> [String: ReferenceTensor] {
        try ReferenceInterpreter(network, parameters: parameters).run([frame: image.normalized])
    }
}

enum Reference {
    static func softmax(_ scores: ArraySlice<Double>) -> [Double] {
        let largest = scores.max() ?? 0
        let exponentials = scores.map { exp($0 - largest) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
    }

    /// Class probabilities, position by position.
    static func probabilities(_ scores: ReferenceTensor) -> [Double] {
        stride(from: 0, to: scores.values.count, by: scores.shape.channels).flatMap {
            softmax(scores.values[$0..<$0 + scores.shape.channels])
        }
    }

    /// `KL(p ‖ softmax(s))`, mean over positions.
    static func divergence(_ p: [Double], _ scores: ReferenceTensor) -> Double {
        let q = probabilities(scores)
        let sum = zip(p, q).reduce(0.0) { $0 + ($1.0 > 0 ? $1.0 * log($1.0 / $1.1) : 0) }
        return sum / Double(scores.shape.positions)
    }

    /// The class of the highest score at every pixel of `target`, scores upsampled bilinearly.
    static func classes(_ scores: ReferenceTensor, _ target: FrameSize) throws -> [UInt8] {
        let resize = Network(
            name: "resize", inputs: [.init("scores", scores.shape)],
            nodes: [
                Node("up", .resizeBilinear(.init(to: Size(height: target.height, width: target.width))), ["scores"])
            ], outputs: ["up"])
        let up = try ReferenceInterpreter(resize, parameters: Parameters()).run(["scores": scores])["up"]!
        let classes = scores.shape.channels
        return stride(from: 0, to: up.values.count, by: classes).map { start in
            var best = 0
            for c in 1..<classes where up.values[start + c] > up.values[start + best] { best = c }
            return UInt8(best)
        }
    }
}

/// Asserts nothing, compares: the largest difference, relative to the largest reference value.
func relativeDistance(_ values: [Double], _ reference: [Double]) -> Double {
    precondition(values.count == reference.count, "\(values.count) values and \(reference.count)")
    let scale = reference.map(abs).max() ?? 0
    let distance = zip(values, reference).map { abs($0 - $1) }.max() ?? 0
    return scale > 0 ? distance / scale : distance
}

extension FloatBuffer {
    var floats: [Float] { withUnsafeBufferPointer { Array($0) } }
    var doubles: [Double] { floats.map(Double.init) }

    func assign(_ values: [Float]) {
        precondition(values.count == count, "\(values.count) values for \(count)")
        withUnsafeMutableBufferPointer { _ = $0.update(from: values) }
    }
}

func randomFloats(_ count: Int, _ stream: inout RandomStream) -> [Float] {
    (0..<count).map { _ in Float(stream.normal()) }
}
