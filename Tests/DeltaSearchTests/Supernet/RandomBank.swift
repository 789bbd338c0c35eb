import Compute
import Networks
import RandomStreams
import StudentSpace

@testable import DeltaSearch

/// Candidates with random factors.
enum RandomBank {
    static func factors(_ choices: [(site: Site, candidates: [Candidate])], seed: UInt64 = 1) -> Parameters {
        var result = Parameters()
        for (site, candidates) in choices {
            for (name, shape) in SupernetSite.factorShapes(site, candidates) {
                var stream = RandomStream(seed: seed, stream: name)
                let count = shape.reduce(1, *)
                let scale = 1 / Float(shape.dropFirst().reduce(1, *)).squareRoot()
                result[name] = .init(shape: shape, values: randomFloats(count, &stream).map { $0 * scale })
            }
        }
        return result
    }

    static func make(_ choices: [(site: Site, candidates: [Candidate])], seed: UInt64 = 1) -> CandidateBank {
        CandidateBank(choices, factors: factors(choices, seed: seed))
    }

    /// Of the whole space of a tiny teacher.
    static func make(_ teacher: TeacherModel, seed: UInt64 = 1) -> CandidateBank {
        make(TinyTeacher.space(teacher).choices.map { ($0.site, $0.candidates) }, seed: seed)
    }
}

extension SupernetSite {
    /// A candidate's dense kernel in double precision, embedded by its factors' definition.
    func referenceKernel(_ candidate: Int, factors: [String: [Float]] = [:]) -> [Double] {
        guard candidates[candidate] != .teacher, candidates[candidate] != .zero else {
            return kernel(candidate).doubles
        }
        let student = students(candidate).map { name, value in
            ClosedFormStudent.Factor(
                String(name.dropFirst(site.name.count + 1)), shape: value.shape, values: factors[name] ?? value.values)
        }
        let geometry = KernelGeometry(
            inputChannels: shape.inputs, outputChannels: shape.outputs, height: shape.height, width: shape.width)
        return ClosedFormStudent(kind: candidates[candidate].studentKind, factors: student, damage: 0)
            .kernel(geometry).storage
    }
}
