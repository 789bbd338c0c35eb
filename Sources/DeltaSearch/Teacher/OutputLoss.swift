import Compute
import Networks
import RandomStreams
import StudentSpace
import Training

/// What a student's outputs lose of its teacher's: ``ScoreDivergence`` of one output's class scores, ``OutputErrors`` of
/// features and of several outputs.
enum OutputLoss {
    case divergence
    case errors

    init(_ teacher: TeacherModel) {
        self = teacher.outputs.count == 1 && teacher.predicts == .classes ? .divergence : .errors
    }

    /// Writes the gradients of one draw into a teacher's plan: their second moment is the Fisher information.
    func sample(_ teacher: TeacherModel, _ plan: Plan, using stream: inout RandomStream) {
        for name in teacher.outputs {
            switch self {
            case .divergence:
                ScoreSampling.gradient(scores: plan.tensor(name), into: plan.gradient(name), using: &stream)
            case .errors: OutputErrors.sample(plan.tensor(name), into: plan.gradient(name), using: &stream)
            }
        }
    }

    /// What the losses are held against, after the teacher's plan has run: class probabilities, or the outputs' numbers,
    /// one output after the other.
    func target(_ teacher: TeacherModel, _ plan: Plan) -> [Float] {
        var values = teacher.outputs.flatMap { plan.tensor($0).values }
        if case .errors = self { return values }
        let classes = plan.tensor(teacher.scores).shape.channels
        values.withUnsafeMutableBufferPointer { values in
            for start in stride(from: 0, to: values.count, by: classes) {
                Softmax.normalize(values.baseAddress! + start, classes)
            }
        }
        return values
    }

    /// Over how many positions a loss is a mean: those of the scores; errors are sums.
    func positions(_ teacher: TeacherModel) throws -> Int {
        switch self {
        case .divergence: try teacher.network.inferShapes().of(teacher.scores).positions
        case .errors: 1
        }
    }

    /// The loss of a delta network's outputs.
    func value(_ teacher: TeacherModel, _ delta: Plan, target: [Float]) -> Double {
        let outputs = DeltaNetworks.outputs(teacher.outputs.count).map { delta.tensor($0) }
        return switch self {
        case .divergence: ScoreDivergence.value(scores: outputs[0], target: target)
        case .errors: OutputErrors.value(outputs, target: target)
        }
    }

    /// The loss of a delta network's outputs, and its gradients there.
    func evaluate(_ teacher: TeacherModel, _ delta: Plan, target: [Float]) -> Double {
        let names = DeltaNetworks.outputs(teacher.outputs.count)
        let (outputs, gradients) = (names.map { delta.tensor($0) }, names.map { delta.gradient($0) })
        return switch self {
        case .divergence: ScoreDivergence.evaluate(scores: outputs[0], target: target, gradient: gradients[0])
        case .errors: OutputErrors.evaluate(outputs, target: target, gradients: gradients)
        }
    }
}
