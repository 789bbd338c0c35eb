internal import GRDB

/// The closed-form damage of a candidate, known once the delta statistics are.
public struct CandidateDamage: Hashable, Sendable {
    /// The site's position in the experiment.
    public var site: Int
    /// The candidate's position at the site.
    public var candidate: Int
    public var damage: Double

    public init(site: Int, candidate: Int, damage: Double) {
        self.site = site
        self.candidate = candidate
        self.damage = damage
    }
}

extension ExperimentDatabase {
    /// The experiment's sites in their order, each with its candidates in theirs.
    public func sites(of experiment: ExperimentRecord) throws -> [SiteRecord] {
        try read { db in
            var sites = try SiteRecord.fetchAll(
                db, sql: "SELECT * FROM sites WHERE experiment_id = ? ORDER BY position", arguments: [experiment.id])
            let rows = try Row.fetchCursor(
                db, sql: "SELECT * FROM candidates WHERE experiment_id = ? ORDER BY site, position",
                arguments: [experiment.id])
            while let row = try rows.next() {
                let site: Int = try row.value("site")
                guard sites.indices.contains(site) else {
                    throw StoreError.corrupt(path: path, detail: "a candidate of site \(site), of \(sites.count)")
                }
                sites[site].candidates.append(try CandidateRecord(row: row))
            }
            return sites
        }
    }

    /// Fills in closed-form damages. Throws `StoreError.corrupt` for a site or candidate that the experiment lacks.
    public func record(damages: [CandidateDamage], of experiment: ExperimentRecord) throws {
        try write { db in
            let statement = try db.cachedStatement(
                sql: "UPDATE candidates SET damage = ? WHERE experiment_id = ? AND site = ? AND position = ?")
            for entry in damages {
                try statement.execute(arguments: [entry.damage, experiment.id, entry.site, entry.candidate])
                guard db.changesCount == 1 else {
                    throw StoreError.corrupt(
                        path: path,
                        detail: "no candidate \(entry.candidate) at site \(entry.site) of \(experiment.name)")
                }
            }
        }
    }

    func insert(_ sites: [SiteRecord], experiment: Int64, in db: Database) throws {
        for (position, site) in sites.enumerated() {
            try NewSite(experiment: experiment, position: position, site: site).insert(db)
            for (index, candidate) in site.candidates.enumerated() {
                try NewCandidate(experiment: experiment, site: position, position: index, candidate: candidate)
                    .insert(db)
            }
        }
    }
}

private struct NewSite: PersistableRecord {
    static let databaseTableName = "sites"

    var experiment: Int64
    var position: Int
    var site: SiteRecord

    func encode(to container: inout PersistenceContainer) {
        container["experiment_id"] = experiment
        container["position"] = position
        site.encode(to: &container)
    }
}

private struct NewCandidate: PersistableRecord {
    static let databaseTableName = "candidates"

    var experiment: Int64
    var site: Int
    var position: Int
    var candidate: CandidateRecord

    func encode(to container: inout PersistenceContainer) throws {
        container["experiment_id"] = experiment
        container["site"] = site
        container["position"] = position
        try candidate.encode(to: &container)
    }
}
