internal import GRDB

extension Migration {
    /// Fine-tuning runs keep the checkpoint before the last one, too. A run that was given up is never taken up again.
    static let earlierCheckpoints = Migration(name: "earlier checkpoints of fine-tuning runs") { db in
        try db.execute(
            sql: """
                ALTER TABLE finetunings ADD COLUMN earlier_checkpoint_path TEXT;
                ALTER TABLE finetunings ADD COLUMN earlier_checkpoint_sha256 TEXT
                    CHECK (length(earlier_checkpoint_sha256) = 64 AND earlier_checkpoint_sha256 NOT GLOB '*[^0-9a-f]*')
                    CHECK ((earlier_checkpoint_path IS NULL) = (earlier_checkpoint_sha256 IS NULL))
                    CHECK (earlier_checkpoint_path IS NULL OR checkpoint_path IS NOT NULL);
                ALTER TABLE finetunings ADD COLUMN is_given_up INTEGER NOT NULL DEFAULT 0
                    CHECK (is_given_up IN (0, 1));
                """)
    }
}
