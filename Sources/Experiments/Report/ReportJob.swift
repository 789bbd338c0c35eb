import ExperimentStore
import Foundation
import Networks
import StudentSpace

/// `deltanas report`: one experiment as a page that needs nothing else.
///
/// Reads the database, and beside it what it finds of checkpoints, students and frames; whatever is missing is left out
/// and said. Writes nothing but the page.
public struct ReportJob: Sendable {
    /// nil: the latest experiment.
    public var experiment: String?
    public var databasePath: String
    /// Where the page goes.
    public var output: String
    /// Sample frames; 0: none.
    public var frameCount: Int
    /// A pareto.json; nil: the one beside the students that were derived last, where there is one.
    public var paretoPath: String?

    public init(
        experiment: String?, databasePath: String, output: String, frameCount: Int = 3, paretoPath: String? = nil
    ) {
        precondition(frameCount >= 0, "\(frameCount) frames")
        self.experiment = experiment
        self.databasePath = databasePath
        self.output = output
        self.frameCount = frameCount
        self.paretoPath = paretoPath
    }

    /// Gathers, draws and writes.
    ///
    /// - Parameters:
    ///   - describe: how the page calls what kept frames from being shown.
    /// - Throws: ``StoreError``; ``ReportError``; ``DocumentFileError``; what reading a named pareto.json throws.
    public func run(
        _ meter: ProgressMeter, describe: (any Error) -> String = { "\($0)" }
    ) throws -> ReportContents {
        try checkOutput()
        // Gathering takes its time.
        try DocumentFile.requireWritable(output)
        let contents = try gather(meter, describe)
        do throws(StoredFile.Failure) {
            try StoredFile.write(Array(ReportPage(contents).html.utf8), to: output)
        } catch {
            throw ReportError.unwritable(output, error)
        }
        return contents
    }

    /// A page may be replaced, and nothing else.
    private func checkOutput() throws(ReportError) {
        let bytes: [UInt8]
        do throws(StoredFile.Failure) {
            bytes = try StoredFile.read(output)
        } catch .system(_, ENOENT) {
            return
        } catch {
            throw .unwritable(output, error)
        }
        guard bytes.isEmpty || bytes.starts(with: ReportPage.opening.utf8) else { throw .foreignFile(output) }
    }

    private func gather(
        _ meter: ProgressMeter, _ describe: (any Error) -> String
    ) throws -> ReportContents {
        let database = try ExperimentDatabase(path: databasePath, mode: .readOnly)
        let details = try ExperimentDetails(experiment, in: database)
        let courses = try details.trials.map { trial in
            ReportContents.Course(
                metrics: MetricSeries.all(try database.metrics(of: trial.record.id)),
                probabilities: try database.probabilityHistory(of: trial.record.id, atMost: 40))
        }
        let finetunings = try details.finetunings.map { MetricSeries.all(try database.metrics(ofFinetuning: $0.id)) }
        // A space that a newer or older tool wrote may not resolve; all else is there.
        let request = Result { try SearchRequest(details.experiment) }
        let topology = (try? request.get()).flatMap { try? SiteTopology($0.resolved.folded) }
        var contents = ReportContents(
            details: details, courses: courses,
            topology: topology.flatMap { $0.sources.count == details.sites.count ? $0 : nil },
            pareto: try paretoPath.map(Self.pareto(named:)) ?? Self.pareto(beside: details),
            finetunings: finetunings, frames: .missing("left out as asked"),
            databasePath: databasePath,
            isCutOff: details.experiment.status == .running
                && (RunReading.isHeld(details.trials.map(\.record))
                    ?? LockTable(details.experiment, databasePath: databasePath).isHeld) == false,
            madeAt: Date())
        if frameCount > 0 {
            meter.begin("frames", total: 1)
            do {
                contents.frames = try frames(details, request.get())
                meter.end()
            } catch {
                meter.abandon()
                contents.frames = .missing(describe(error))
            }
        }
        return contents
    }

    // MARK: - Beside the database

    private func frames(_ details: ExperimentDetails, _ request: SearchRequest) throws -> ReportContents.Frames {
        guard
            let folder = Self.studentFolders(details).first(where: {
                FileManager.default.fileExists(atPath: "\($0.folder)/\(StudentFolder.specName)")
            })
        else {
            return .missing(
                details.derivations.isEmpty
                    ? "no student is derived yet" : "no folder of a derived student is where it was")
        }
        let path = "\(folder.folder)/\(StudentFolder.specName)"
        let student = try StudentFiles.load(path)
        guard student.spec.json.text() == folder.spec else {
            return .missing("\(path) is not the student that was recorded: another one has taken its place")
        }
        let samples = try SampleFrames(request: request, experiment: details.experiment).run(student, count: frameCount)
        return .shown(samples, student: path)
    }

    /// Where students went and what their specs were, derived and fine-tuned ones, the last first.
    private static func studentFolders(_ details: ExperimentDetails) -> [(folder: String, spec: String)] {
        let derived = details.derivations.map { (at: $0.createdAt, folder: $0.folder, spec: $0.specJson) }
        let tuned = details.finetunings.compactMap { run in
            run.specJson.map { (at: run.finishedAt ?? run.startedAt, folder: run.folder, spec: $0) }
        }
        return (derived + tuned).enumerated().sorted { ($0.element.at, $0.offset) > ($1.element.at, $1.offset) }
            .map { ($0.element.folder, $0.element.spec) }
    }

    private static func pareto(named path: String) throws -> (path: String, report: ParetoReport) {
        let value = try JSONParser.parse(DocumentFile.contents(of: path), file: path)
        guard let report = ParetoReport(reading: value) else {
            throw JSONReader(value, file: path).error(.missingKey("points"))
        }
        return (path, report)
    }

    /// `FOLDER/students/NAME/BUDGET` is where `pareto` puts a student, and `FOLDER/pareto.json` its table.
    private static func pareto(beside details: ExperimentDetails) -> (path: String, report: ParetoReport)? {
        for derivation in details.derivations.reversed() {
            let folder = URL(fileURLWithPath: derivation.folder).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent().path
            guard derivation.folder.hasPrefix("\(folder)/students/") else { continue }
            guard let found = try? pareto(named: "\(folder)/pareto.json"),
                found.report.points.contains(where: { $0.series == details.experiment.name })
            else { continue }
            return found
        }
        return nil
    }
}
