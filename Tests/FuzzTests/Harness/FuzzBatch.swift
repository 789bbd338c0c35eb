import CAllocationMeter
import Foundation

/// Consecutive cases in this process: what a child of ``FuzzCampaign`` does.
struct FuzzBatch: Codable {
    var parser: String
    var seed: UInt64
    var first: Int
    var end: Int
    /// Where progress is noted, and faults are appended, a JSON object a line.
    var progress: String
    var faults: String
    var scratch: String

    struct Fault: Codable {
        var index: Int
        var text: String
    }

    func run() throws {
        guard let parser = FuzzParser(rawValue: self.parser) else { throw FuzzFault("no parser \(self.parser)") }
        let progress = try FuzzProgress(self.progress)
        let target = try parser.makeTarget(scratch: scratch)
        _ = deltanas_meter_start()
        for index in first..<end {
            progress.index = index
            do throws(FuzzFault) {
                let input: [UInt8]
                do {
                    var stream = parser.stream(seed: seed, index: index)
                    input = try target.makeInput(&stream)
                } catch {
                    throw FuzzFault("no input: \(error)")
                }
                let result = try FuzzCase(input, through: target)
                if result.verdict == .accepted { progress.accepted += 1 } else { progress.refused += 1 }
                if result.peak > progress.peak { (progress.peak, progress.peakIndex) = (result.peak, index) }
            } catch {
                note(Fault(index: index, text: error.description))
            }
        }
        progress.isDone = true
    }

    private func note(_ fault: Fault) {
        guard let line = try? JSONEncoder().encode(fault) else { return }
        let file = open(faults, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        _ = (line + [10]).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
    }
}

extension FuzzBatch {
    /// Whether this process is a child of a campaign's.
    static var isUnderway: Bool { ProcessInfo.processInfo.environment["DELTANAS_FUZZ_BATCH"] != nil }
}
