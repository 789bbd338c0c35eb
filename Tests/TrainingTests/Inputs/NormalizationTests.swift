import Compute
import Networks
import Testing
import VideoData

@testable import Training

@Suite struct NormalizationTests {
    @Test func writesOneSampleByTheFormula() {
        let tensor = TensorBuffer(FeatureShape(height: 2, width: 3, channels: 3), batch: 3)
        tensor.fill(9)
        let image = RGBImage(width: 3, height: 2, pixels: (0..<18).map { UInt8($0 * 15) })
        Normalization.imageNet.write(image, to: tensor, sample: 1)
        let values = tensor.values
        let mean = [0.485, 0.456, 0.406]
        let deviation = [0.229, 0.224, 0.225]
        for i in 0..<18 {
            let expected = (Double(i * 15) / 255 - mean[i % 3]) / deviation[i % 3]
            #expect(abs(Double(values[18 + i]) - expected) < 1e-6)
        }
        #expect(values[..<18].allSatisfy { $0 == 9 } && values[36...].allSatisfy { $0 == 9 })
    }

    @Test func refusesAnImageOfAnotherSize() async {
        await #expect(processExitsWith: .failure) {
            let tensor = TensorBuffer(FeatureShape(height: 2, width: 3, channels: 3))
            let image = RGBImage(width: 2, height: 3, pixels: Array(repeating: 0, count: 18))
            Normalization.imageNet.write(image, to: tensor)
        }
    }

    @Test func refusesASampleBeyondTheBatch() async {
        await #expect(processExitsWith: .failure) {
            let tensor = TensorBuffer(FeatureShape(height: 2, width: 3, channels: 3), batch: 2)
            let image = RGBImage(width: 3, height: 2, pixels: Array(repeating: 0, count: 18))
            Normalization.imageNet.write(image, to: tensor, sample: 2)
        }
    }
}
