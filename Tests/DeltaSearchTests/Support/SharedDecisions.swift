import StudentSpace

@testable import DeltaSearch

extension TinyTeacher {
    /// Sites that have the candidates `zero`, ranks 1 and 2, `pointwise` and `teacher`, those named deciding together, and
    /// the classifier, which has `teacher` and rank 1.
    static func sharedSpace(_ teacher: TeacherModel, _ groups: [[String]]) -> SearchSpace {
        let choices = teacher.sites.map { site in
            SearchSpace.Choices(
                site: site,
                candidates: site.name == "classes"
                    ? [.lowRank(rank: 1), .teacher]
                    : [.zero, .lowRank(rank: 1), .lowRank(rank: 2), .pointwise, .teacher].filter {
                        $0.misfit(at: site) == nil
                    })
        }
        return SearchSpace(
            choices, templates: ["zero", "lowrank:1", "teacher"].map { CandidateTemplate($0)! },
            shared: groups.map { names in
                let sites = names.map { name in teacher.sites.firstIndex { $0.name == name }! }.sorted()
                return Decisions.Decision(
                    label: names.joined(separator: "+"), sites: sites,
                    options: choices[sites[0]].candidates.map { candidate in
                        sites.map { choices[$0].candidates.firstIndex(of: candidate)! }
                    })
            })
    }
}
