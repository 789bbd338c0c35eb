import Experiments
import Networks
import StudentSpace

extension VerificationFinding {
    /// What does not hold, in one line.
    var text: String {
        switch self {
        case .spec(let discrepancy): discrepancy.text
        case .missingFile(let path): "\(path) cannot be read"
        case .outsideFile(let path): "\(path) is a link that leads out of the folder"
        case .digest(let path, let expected, let found): "\(path) has SHA-256 \(found), stated \(expected)"
        case .unreadable(let error): ErrorMessage(error).cause
        case .noNetwork(let error): ErrorMessage(error).cause
        case .missingTensor(let name, let shape): "the weights lack \(name) of shape \(shape)"
        case .unexpectedTensor(let name): "the weights hold \(name), which no delta frame reads"
        case .misshapenTensor(let name, let expected, let found):
            "\(name) is \(found) in the weights, expected \(expected)"
        case .notFloatingPoint(let name, let type):
            "\(name) is stored as \(type.rawValue), not as floating-point numbers"
        case .notFinite(let name, let index): "\(name) holds no finite number at element \(index)"
        }
    }
}

extension SpecDiscrepancy {
    var text: String {
        switch self {
        case .missingSite(let site): "site \(site) of the teacher has no entry"
        case .unexpectedSite(let site): "there is no site \(site) in the teacher"
        case .siteOutOfOrder(let site, let position, let expected):
            "site \(site) stands at place \(position), the teacher has it at \(expected)"
        case .geometryDiffers(let site, let stated, let actual):
            "the convolution at \(site) is stated as \(stated.text), the teacher has \(actual.text)"
        case .impossibleCandidate(let site, let candidate): "\(candidate) cannot stand at site \(site)"
        case .siteMACs(let site, let stated, let recounted):
            "site \(site) states \(stated) MACs, recounted \(recounted)"
        case .siteTeacherMACs(let site, let stated, let recounted):
            "site \(site) states \(stated) MACs of the teacher, recounted \(recounted)"
        case .deltaFrameMACs(let stated, let recounted):
            "a delta frame is stated at \(stated) MACs, recounted \(recounted)"
        case .amortisedMACs(let stated, let recounted):
            "the amortised cost is stated at \(stated) MACs, recounted \(recounted)"
        case .teacherMACs(let stated, let recounted): "the teacher is stated at \(stated) MACs, recounted \(recounted)"
        case .noBudget: "there is neither a budget of compute nor one of time"
        case .impossibleTime(.teacher): "the teacher is stated to take no time"
        case .impossibleTime(.deltaFrame): "a delta frame is stated to have been measured at no time"
        case .impossibleTime(.teacherBeside):
            "the teacher beside the measured delta frame is stated to have taken no time"
        case .unreadableBudget(let text): "the budget '\(text)' cannot be read"
        case .budgetLimit(let requested, let stated, let recounted):
            "the budget \(requested) is stated as \(stated) MACs, recounted \(recounted)"
        case .deltaFrameLimit(let stated, let recounted):
            "a delta frame's limit is stated as \(stated) MACs, recounted \(recounted)"
        case .overBudget(let scope, let used, let limit):
            "over budget in scope \(scope.rawValue): \(used) MACs used, \(limit) allowed"
        case .latencyInput(let stated, let actual): "the times are of frames of \(stated), the student's are \(actual)"
        case .predictedTime(let stated, let recounted):
            "a delta frame's predicted time is stated as \(stated) ns, recounted \(recounted)"
        case .timeBudgetLimit(let requested, let stated, let recounted):
            "the budget \(requested) is stated as \(stated) ns, recounted \(recounted)"
        case .timeDeltaFrameLimit(let stated, let recounted):
            "a delta frame's limit is stated as \(stated) ns, recounted \(recounted)"
        case .overTimeBudget(let scope, let kind, let used, let limit):
            "over the budget of time in scope \(scope.rawValue): \(used) ns \(kind.rawValue), \(limit) allowed"
        case .uncountable(let site): "the cost of site \(site) is beyond counting"
        case .uncountableTotal: "the total cost is beyond counting"
        }
    }
}

extension ConvolutionGeometry {
    fileprivate var text: String {
        "\(kernel) stride \(stride) padding \(padding.top),\(padding.left),\(padding.bottom),\(padding.right) dilation \(dilation) groups \(groups) \(inputChannels)→\(outputChannels) on \(inputSize)"
    }
}
