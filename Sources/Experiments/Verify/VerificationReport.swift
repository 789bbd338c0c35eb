public import Networks
public import StudentSpace

/// What was checked of a derived student, and what does not hold.
public struct VerificationReport: Sendable {
    public var specPath: String
    public var spec: StudentSpec
    public var checks: [Check]
    /// The teacher's weights where they could not be read, so that nothing was checked of them. A student's frames need
    /// nothing of that file, `run` and `evaluate` do.
    public var unreadTeacher: String?

    public struct Check: Hashable, Sendable {
        public enum Subject: Hashable, Sendable {
            /// Sites, geometry, MACs and budget, counted again from the file.
            case costs(sites: Int)
            /// The predicted time and its budget, counted again from the sites' own times.
            case times(sites: Int)
            /// SHA-256 of the student's weights.
            case weightsDigest(path: String)
            /// Names, shapes and values of the student's weights.
            case weights(path: String)
            /// SHA-256 of the teacher's weights.
            case teacherDigest(path: String)
            /// SHA-256 of the model file that the teacher's network comes from. Where it is not what it was, costs and
            /// weights are not checked.
            case modelDigest(path: String)
        }

        public var subject: Subject
        public var findings: [VerificationFinding]

        init(_ subject: Subject, _ findings: [VerificationFinding]) {
            self.subject = subject
            self.findings = findings
        }

        public var passes: Bool { findings.isEmpty }
    }

    public var findings: [VerificationFinding] { checks.flatMap(\.findings) }

    /// - Throws: ``VerificationFailure`` where anything does not hold.
    public func requireSound() throws(VerificationFailure) {
        guard findings.isEmpty else { throw VerificationFailure(path: specPath, findings: findings.count) }
    }
}

/// Something about a derived student that does not hold.
public enum VerificationFinding: Hashable, Sendable {
    case spec(SpecDiscrepancy)
    case missingFile(String)
    /// A link to outside the spec's folder.
    case outsideFile(String)
    case digest(path: String, expected: String, found: String)
    case unreadable(SafetensorsError)
    /// The spec's choices do not make a network.
    case noNetwork(AssemblyError)
    case missingTensor(String, shape: [Int])
    case unexpectedTensor(String)
    case misshapenTensor(String, expected: [Int], found: [Int])
    case notFloatingPoint(String, ElementType)
    case notFinite(String, index: Int)
}

/// A derived student that is not what its spec says.
public struct VerificationFailure: Error, Hashable, Sendable {
    public var path: String
    public var findings: Int

    public init(path: String, findings: Int) {
        self.path = path
        self.findings = findings
    }
}
