import CAllocationMeter

@testable import deltanas

/// One input through one target, and what came of it.
struct FuzzCase {
    enum Verdict: Hashable {
        case accepted
        /// By a typed error.
        case refused
    }

    var verdict: Verdict
    /// Bytes held at once; 0 where nothing counts them.
    var peak: Int

    /// - Throws: ``FuzzFault``.
    init(_ input: [UInt8], through target: any FuzzTarget) throws(FuzzFault) {
        deltanas_meter_reset()
        do {
            try target.consume(input)
            verdict = .accepted
        } catch {
            try Self.judge(error)
            verdict = .refused
        }
        peak = Int(deltanas_meter_peak())
        let allowance = target.allowance(input)
        if peak > allowance {
            throw FuzzFault("\(peak) bytes allocated for an input of \(input.count), \(allowance) allowed")
        }
    }

    /// Whatever is thrown has to be something that the tool has words for.
    static func judge(_ error: any Error) throws(FuzzFault) {
        if let fault = error as? FuzzFault { throw fault }
        let message = ErrorMessage(error)
        guard message.remedy != ErrorMessage.report else {
            throw FuzzFault("an error that is the tool's own fault: \(type(of: error)): \(error)")
        }
        guard !message.line.contains(where: \.isNewline) else { throw FuzzFault("more than a line: \(message.line)") }
    }
}
