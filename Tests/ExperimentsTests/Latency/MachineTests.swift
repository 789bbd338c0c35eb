import Testing

@testable import Experiments

@Suite struct MachineTests {
    @Test func theProcessorIsTheFirstOfTheList() {
        let text = """
            processor\t: 0
            cpu family\t: 6
            model\t\t: 85
            model name\t: Some CPU @ 2.00GHz

            processor\t: 1
            cpu family\t: 7
            model\t\t: 1
            model name\t: Another
            """
        #expect(Machine.processorName(cpuinfo: text) == "Some CPU @ 2.00GHz (family 6, model 85)")
    }

    @Test func processorsWithoutANameAreTheirNumbers() {
        let text = "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n"
        #expect(Machine.processorName(cpuinfo: text) == "implementer 0x41, part 0xd0c")
        #expect(Machine.processorName(cpuinfo: "") == "unknown processor")
    }

    @Test func systemsHaveAName() {
        #expect(BenchConditions.systemName(osRelease: "ID=x\nPRETTY_NAME=\"Some Linux 1\"\n") == "Some Linux 1")
        #expect(BenchConditions.systemName(osRelease: "ID=x\n") == "unknown")
    }

    @Test func thisMachineKnowsItself() {
        let machine = Machine.current
        #expect(machine.cores >= 1)
        #expect(machine.library.contains("oneDNN"))
        #expect(machine.build.count == 64)
    }
}
