import DeltaSearch
import Experiments

extension ErrorMessage {
    init(_ error: KeyFramePolicyError) {
        switch error {
        case .unknown(let text):
            self.init(
                .usage, at: "--keyframe", "'\(text)' is no way to choose key frames",
                remedy: "give fixed, auto or auto:THRESHOLD, such as auto:\(KeyFramePolicy.defaultThreshold)")
        case .threshold(let text, let allowed):
            self.init(
                .usage, at: "--keyframe", "'\(text)' is no threshold",
                remedy:
                    "give a number from \(Quantity.number(allowed.lowerBound)) to \(Quantity.number(allowed.upperBound)), such as auto:\(KeyFramePolicy.defaultThreshold)"
            )
        }
    }

    init(_ error: StreamError) {
        switch error {
        case .frameSize(let index, let height, let width, let expectedHeight, let expectedWidth):
            self.init(
                .mismatch,
                "frame \(index) of the stream is \(height)x\(width), while the student is for \(expectedHeight)x\(expectedWidth)",
                remedy: "keep frames at one size, or give another --input")
        }
    }

    init(_ error: RunError) {
        switch error {
        case .outputExists(let path):
            self.init(
                .usage, at: path, "is there already", remedy: "choose another place, or add --overwrite")
        case .unwritable(let path, let failure): self.init(failure, at: path)
        case .outputIsSource(let path):
            self.init(
                .usage, at: "--output", "the frames themselves lie in \(path)", remedy: "choose another folder")
        }
    }
}
