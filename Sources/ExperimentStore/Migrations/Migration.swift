internal import GRDB

/// One step of the schema's history: a name that is stored in the database, and the statements it stands for.
///
/// A migration that has shipped is never edited, and uses no type of the application: it has to mean the same in ten
/// years. It runs inside a transaction with foreign keys off, so that it may rebuild a table as SQLite's manual
/// describes; references are checked before the commit.
struct Migration: Sendable {
    let name: String
    let apply: @Sendable (Database) throws -> Void

    /// Every migration, oldest first. `user_version` is how many of them a file has seen.
    static let all: [Migration] = [
        firstSchema, measuredNetworks, latencies, timeBudgets, finetunings, paretoPoints, trialLeases,
        earlierCheckpoints, trialPhases,
    ]
}
