internal import Foundation
internal import GRDB
public import StudentSpace

extension ExperimentDatabase {
    /// Keeps a measured table of latencies; earlier ones of the same conditions stay, and are no longer found first.
    ///
    /// - Parameters:
    ///   - teacherSpread: of the teacher's frame, the distance of its quartiles over its median.
    ///   - medianError, worstError: of predictions for assemblies that the table was not fitted to.
    public func record(
        latencies table: LatencyTable, under conditions: LatencyConditions, teacherSpread: Double, medianError: Double,
        worstError: Double
    ) throws -> LatencyRecord {
        try write { db in
            try NewLatencyTable(
                conditions: conditions, table: table, teacherSpread: teacherSpread, medianError: medianError,
                worstError: worstError
            ).insert(db)
            let id = db.lastInsertedRowID
            let statement = try db.cachedStatement(
                sql: "INSERT INTO latencies (table_id, site, candidate, nanoseconds) VALUES (?, ?, ?, ?)")
            for (site, candidates) in table.sites.sorted(by: { $0.key < $1.key }) {
                for (candidate, nanoseconds) in candidates.sorted(by: { $0.key < $1.key }) {
                    try statement.execute(arguments: [id, site, candidate, nanoseconds])
                }
            }
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM latency_tables WHERE id = ?", arguments: [id])
            else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "row \(id) of latency_tables is gone") }
            return try LatencyRecord(row, in: db)
        }
    }

    /// The tables that were measured under exactly these conditions, the latest first.
    public func latencies(under conditions: LatencyConditions) throws -> [LatencyRecord] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM latency_tables
                    WHERE (processor, cores, library, build, threads, architecture, classes, input_height, input_width)
                        = (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ORDER BY id DESC
                    """,
                arguments: [
                    conditions.processor, conditions.cores, conditions.library, conditions.build, conditions.threads,
                    conditions.architecture, conditions.classes, conditions.inputHeight, conditions.inputWidth,
                ])
            return try rows.map { try LatencyRecord($0, in: db) }
        }
    }
}

private struct NewLatencyTable: PersistableRecord {
    static let databaseTableName = "latency_tables"

    var conditions: LatencyConditions
    var table: LatencyTable
    var teacherSpread: Double
    var medianError: Double
    var worstError: Double

    func encode(to container: inout PersistenceContainer) throws {
        try conditions.encode(to: &container)
        container["measured_at"] = Date()
        container["device"] = table.device
        container["teacher_nanoseconds"] = table.teacherNanoseconds
        container["rest_nanoseconds"] = table.restNanoseconds
        container["teacher_spread"] = teacherSpread
        container["median_error"] = medianError
        container["worst_error"] = worstError
    }
}
