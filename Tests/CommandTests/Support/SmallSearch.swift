import StudentSpace

/// A search of seconds: a space of few candidates, a teacher of zeros, four steps.
struct SmallSearch {
    private static let teacher = Result { try StudentFixture(.zero) }

    let folder: TemporaryFolder

    /// What a user types, for an experiment called `mine`.
    ///
    /// - Parameter database: its file, by its name in the folder.
    func arguments(_ more: [String] = [], database: String = "d.sqlite") throws -> [String] {
        let space = try folder.write(
            """
            {"format": "deltanas.space/1", "name": "small", "teacher": {"architecture": "ddrnet-23-slim", "classes": 11},
             "input": "64x64", "keyframeInterval": 4, "data": "streets:3,frames=12",
             "sites": [{"match": "final_layer.conv2", "candidates": ["teacher"]},
                       {"match": "*", "candidates": ["zero", {"kind": "lowrank", "ranks": ["C/4"]}, "teacher"]}]}
            """, to: "space.json")
        return [
            "search", "--space", space, "--teacher", try Self.teacher.get().teacherPath, "--budget", "30%", "--steps",
            "4", "--experiment", "mine", "--db", folder.file(database),
        ] + more
    }
}
