import Compute
import Networks
import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct LatencyProfilerTests {
    @Test func everyCandidateOfTheSpaceIsInTheTable() throws {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.space(teacher)
        let log = PhaseLog()
        let measurement = try LatencyProfiler(teacher, space: space, threads: 1).measure(device: "test", log.observer)
        let table = measurement.table
        #expect(table.teacherNanoseconds > 0)
        #expect(table.restNanoseconds >= 0)
        #expect(table.threads == 1 && table.input == teacher.input && table.device == "test")
        for choice in space.choices {
            for candidate in choice.candidates {
                let found = table.nanoseconds(site: choice.site.name, candidate: candidate)
                #expect(found != nil && (candidate == .zero ? found == 0 : (found ?? -1) > 0))
            }
        }
        #expect(!measurement.checks.isEmpty)
        #expect(log.phases.allSatisfy { $0.isEnded && $0.most == $0.total })
    }

    @Test func standInWeightsKeepFeaturesOrdinary() throws {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.space(teacher)
        let followers = try SiteFollowers(teacher)
        let stream = try TimedStream(teacher, threads: 1, seed: 0)
        let weights = StandInWeights(seed: 0)
        for choices in LatencyDesign(space, silent: followers.dispensable, seed: 0).assemblies {
            let network = try AssemblyTiming(choices, space, teacher, followers).network
            let parameters = try weights.parameters(of: network, teacher: teacher)
            #expect(parameters.names.sorted() == (try network.parameterDefinitions().map(\.name).sorted()))
            let plan = try stream.deltaPlan(network, parameters)
            try plan.forward()
            let scores = plan.tensor(DeltaNetworks.scores).values
            #expect(scores.allSatisfy { $0.isFinite && ($0 == 0 || abs($0) > 1e-30) && abs($0) < 1e6 })
        }
    }

    @Test func aStudentIsTimedBesideItsTeacher() throws {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.space(teacher)
        let student = Student(
            selection: space.selection(space.choices(.teacher)), weights: teacher.parameters)
        let times = try FrameTimer(threads: 1, seconds: 0).times(student, of: teacher)
        #expect(times.key.count == FrameTimer.fewestRounds)
        #expect(times.delta.count == FrameTimer.fewestRounds * FrameTimer.deltaFramesARound)
        #expect(times.key.lowerQuartile > 0 && times.delta.lowerQuartile > 0 && times.teacher.lowerQuartile > 0)
        let frame = try FrameTimer(threads: 1, seconds: 0).time(student, of: teacher)
        #expect(frame.deltaFrame > 0 && frame.teacher > 0)
    }
}
