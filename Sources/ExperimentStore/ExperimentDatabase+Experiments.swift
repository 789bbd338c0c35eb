internal import Foundation
internal import GRDB
import Networks

/// What a new experiment is to be called.
public enum ExperimentName: Hashable, Sendable {
    /// This, or an error if it is taken.
    case exactly(String)
    /// The prefix and a number: one more than the highest in use, from 1.
    case numbered(prefix: String)
}

extension ExperimentDatabase {
    /// Records a new experiment with its sites, their candidates and its trials, or nothing at all.
    ///
    /// - Parameter seeds: of trials that wait for somebody to claim them.
    ///
    /// Throws `StoreError.nameTaken` with a free name, `StoreError.invalidName`, and `StoreError.refused` for values
    /// outside their bounds.
    public func createExperiment(
        _ name: ExperimentName, provenance: Provenance, settings: SearchSettings, sites: [SiteRecord],
        seeds: [UInt64] = []
    ) throws -> ExperimentRecord {
        try write { db in
            let name = try resolve(name, in: db)
            try NewExperiment(name: name, provenance: provenance, settings: settings).insert(db)
            let id = db.lastInsertedRowID
            try insert(sites, experiment: id, in: db)
            try insertTrials(seeds, experiment: id, in: db)
            return try ExperimentRecord.written(id, to: "experiments", in: db)
        }
    }

    /// Whether an experiment could be created, as far as can be told without writing.
    ///
    /// - Parameter name: nil: any that is free.
    /// - Throws: ``StoreError``: its opening cases, `newerSchema`, `nameTaken`.
    public static func requireRoom(for name: String?, at path: String) throws {
        try checkFile(at: path, mode: .readWrite)
        if let name { try checkName(name) }
        guard FileManager.default.fileExists(atPath: path) else { return }
        let database: ExperimentDatabase
        do {
            database = try ExperimentDatabase(path: path, mode: .readOnly)
        } catch StoreError.emptyDatabase {
            return
        }
        guard let name else { return }
        _ = try database.read { try database.resolve(.exactly(name), in: $0) }
    }

    /// Every experiment, oldest first.
    public func experiments() throws -> [ExperimentRecord] {
        try read { db in try ExperimentRecord.fetchAll(db, sql: "SELECT * FROM experiments ORDER BY id") }
    }

    /// The experiment created last. Throws `StoreError.noExperiments`.
    public func latestExperiment() throws -> ExperimentRecord {
        try read { db in
            let latest = try ExperimentRecord.fetchOne(db, sql: "SELECT * FROM experiments ORDER BY id DESC LIMIT 1")
            guard let latest else {
                let runs = try Int.fetchOne(db, sql: "SELECT count(*) FROM finetunings") ?? 0
                throw StoreError.noExperiments(path: path, finetunings: runs)
            }
            return latest
        }
    }

    /// The experiment of that name. Throws `StoreError.experimentNotFound` with the names that are close to it.
    public func experiment(named name: String) throws -> ExperimentRecord {
        try read { db in
            let found = try ExperimentRecord.fetchOne(
                db, sql: "SELECT * FROM experiments WHERE name = ?", arguments: [name])
            if let found { return found }
            let names = try String.fetchAll(db, sql: "SELECT name FROM experiments ORDER BY id")
            throw StoreError.experimentNotFound(
                path: path, name: name, similar: Spelling.nearest(to: name, in: names))
        }
    }

    private func resolve(_ name: ExperimentName, in db: Database) throws -> String {
        switch name {
        case .exactly(let name):
            try Self.checkName(name)
            let taken = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM experiments WHERE name = ?)", arguments: [name])
            guard taken == false else {
                throw StoreError.nameTaken(
                    path: path, name: name, suggestion: try nextName(prefix: name, from: 2, in: db))
            }
            return name
        case .numbered(let prefix):
            try Self.checkName(prefix)
            return try nextName(prefix: prefix, in: db)
        }
    }

    /// `PREFIX-N`, with N one more than the highest in use.
    private func nextName(prefix: String, from first: Int = 1, in db: Database) throws -> String {
        let names = try String.fetchAll(db, sql: "SELECT name FROM experiments")
        let numbers = names.compactMap { name -> Int? in
            guard name.hasPrefix(prefix + "-") else { return nil }
            let digits = name.dropFirst(prefix.count + 1)
            return digits.allSatisfy { $0.isASCII && $0.isNumber } && digits.count < 10 ? Int(digits) : nil
        }
        return "\(prefix)-\(max(first, (numbers.max() ?? 0) + 1))"
    }

    /// Throws `StoreError.invalidName` for what no experiment can be called.
    public static func checkName(_ name: String) throws {
        let isSound =
            (1...200).contains(name.unicodeScalars.count) && !name.contains("/") && !name.hasPrefix("-")
            && name == name.trimmingCharacters(in: .whitespacesAndNewlines)
            && name.unicodeScalars.allSatisfy { !CharacterSet.controlCharacters.contains($0) }
        if !isSound { throw StoreError.invalidName(name: name) }
    }
}

/// The columns of `experiments` that are given at its creation.
private struct NewExperiment: PersistableRecord {
    static let databaseTableName = "experiments"

    var name: String
    var provenance: Provenance
    var settings: SearchSettings

    func encode(to container: inout PersistenceContainer) throws {
        container["name"] = name
        container["created_at"] = Date()
        container["status"] = ExperimentRecord.Status.created.rawValue
        try provenance.encode(to: &container)
        settings.encode(to: &container)
    }
}
