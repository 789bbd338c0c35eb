import Networks

/// Tables as JSON, sites and candidates by name, in a fixed order.
extension LatencyTable {
    public var json: JSONValue {
        .object([
            ("device", .string(device)),
            ("threads", .integer(threads)),
            ("input", .string("\(input)")),
            ("teacherNanoseconds", .integer(teacherNanoseconds)),
            ("restNanoseconds", .integer(restNanoseconds)),
            (
                "sites",
                .array(
                    sites.sorted { $0.key < $1.key }.map { site, times in
                        .object([
                            ("site", .string(site)),
                            (
                                "candidates",
                                .array(
                                    times.sorted { $0.key < $1.key }.map { candidate, time in
                                        .object([("candidate", .string(candidate)), ("nanoseconds", .integer(time))])
                                    })
                            ),
                        ])
                    })
            ),
        ])
    }

    /// - Throws: ``JSONContentError``.
    public init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(
            keys: ["device", "threads", "input", "teacherNanoseconds", "restNanoseconds", "sites"])
        let times = 0...Budget.largestNanoseconds
        var sites: [String: [String: Int]] = [:]
        for element in try object.required("sites").elements() {
            let site = try element.object(keys: ["site", "candidates"])
            var candidates: [String: Int] = [:]
            for element in try site.required("candidates").elements() {
                let entry = try element.object(keys: ["candidate", "nanoseconds"])
                candidates[try entry.required("candidate").word()] =
                    try entry.required("nanoseconds").integer(in: times)
            }
            sites[try site.required("site").word()] = candidates
        }
        self.init(
            device: try object.required("device").word(),
            threads: try object.required("threads").integer(in: 1...65536), input: try object.required("input").size(),
            teacherNanoseconds: try object.required("teacherNanoseconds").integer(in: times),
            restNanoseconds: try object.required("restNanoseconds").integer(in: times), sites: sites)
    }
}
