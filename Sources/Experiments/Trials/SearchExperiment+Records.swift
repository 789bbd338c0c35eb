import ExperimentStore
import Networks
import StudentSpace
import VideoData

/// What is recorded of an experiment at its start.
extension SearchExperiment {
    static func provenance(_ request: SearchRequest, _ inputs: SearchInputs) -> Provenance {
        let origin = RunOrigin.current
        let data = request.resolved.data
        return Provenance(
            toolVersion: origin.toolVersion, revision: origin.revision, commandLine: origin.commandLine,
            host: origin.host, spacePath: SearchInputs.absolute(request.resolved.spaceFile.file),
            spaceJson: request.resolved.spaceText, spaceSha256: request.resolved.spaceSHA256,
            teacherPath: inputs.weightsPath, teacherSha256: inputs.teacherSHA256,
            dataText: DataSource.text(data, changingPath: SearchInputs.absolute), dataSha256: inputs.dataSHA256)
    }

    static func siteRecords(_ request: SearchRequest) -> [ExperimentStore.SiteRecord] {
        request.resolved.space.choices.map { choice in
            let site = choice.site
            return ExperimentStore.SiteRecord(
                name: site.name, inputChannels: site.input.channels, outputChannels: site.output.channels,
                kernelHeight: site.convolution.kernel.height, kernelWidth: site.convolution.kernel.width,
                strideHeight: site.convolution.stride.height, strideWidth: site.convolution.stride.width,
                groups: site.convolution.groups, teacherMacs: site.teacherMACs,
                candidates: zip(choice.candidates, choice.macs).map {
                    CandidateRecord(kind: $0.kind.rawValue, rank: $0.rank, macs: $1)
                })
        }
    }
}
