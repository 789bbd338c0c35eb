import Networks
import StudentSpace

extension ErrorMessage {
    init(_ error: DocumentFileError) {
        switch error {
        case .cannotRead(let path, let reason):
            self.init(.usage, at: path, "cannot be read: \(reason)", remedy: "check the path")
        case .notAFile(let path):
            self.init(.usage, at: path, Self.notAFile, remedy: Self.givePath)
        case .tooLarge(let path, let limit):
            self.init(
                .usage, at: path, "is larger than \(limit >> 20) MiB",
                remedy: "give the path of a JSON file of this tool")
        case .cannotWrite(let path, let reason):
            self.init(
                .usage, at: path, "cannot be written: \(reason)", remedy: "choose another place, or make room there")
        }
    }

    init(_ error: SafetensorsError) {
        let place = error.path.isEmpty ? nil : error.path
        if case .system(let call, let code) = error.problem, ["write", "fsync", "close", "rename"].contains(call) {
            self.init(
                .usage, at: place, "cannot be written: \(Self.system(code))",
                remedy: "choose another place, or make room there")
            return
        }
        let (cause, remedy) = Self.parts(error.problem)
        self.init(.mismatch, at: place, cause, remedy: remedy)
    }

    init(_ failure: StoredFile.Failure, at place: String?) {
        switch failure {
        case .system(let call, let code):
            self.init(.usage, at: place, "\(call) failed: \(Self.system(code))", remedy: "check path and permissions")
        case .notARegularFile: self.init(.usage, at: place, Self.notAFile, remedy: Self.givePath)
        }
    }

    /// What everything is that is read or written whole and is no file.
    static let notAFile = "is not a regular file but a folder, a pipe, a device or a socket"

    static let givePath = "give the path of a file on disk"

    private static let copyAgain = "the file is damaged or incomplete: copy or save it again"

    private static func parts(_ problem: SafetensorsError.Problem) -> (cause: String, remedy: String) {
        switch problem {
        case .system(let call, let code):
            ("\(call) failed: \(system(code))", "check path and permissions")
        case .notARegularFile: (notAFile, givePath)
        case .tooShort(let bytes):
            ("\(counted(bytes, "byte")) are too few for a safetensors file", copyAgain)
        case .headerTooLong(let header, let available):
            (
                "a header of \(header) bytes is announced and \(available) bytes follow",
                "this is no safetensors file, or it was cut off: copy or save it again"
            )
        case .malformedHeader(let offset, let fault): ("bad header at byte \(offset): \(text(fault))", copyAgain)
        case .unknownElementType(let tensor, let type):
            ("tensor \(tensor) has the unknown type \(type)", "save it as F32, F16 or BF16")
        case .shapeOverflow(let tensor, let shape): ("tensor \(tensor) claims the impossible shape \(shape)", copyAgain)
        case .wrongByteCount(let tensor, let shape, let type, let expected, let found):
            (
                "tensor \(tensor) of shape \(shape) in \(type.rawValue) needs \(expected) bytes and has \(found)",
                copyAgain
            )
        case .reversedOffsets(let tensor, let begin, let end):
            ("tensor \(tensor) begins at byte \(begin) and ends at \(end)", copyAgain)
        case .beyondEnd(let tensor, let end, let available):
            (
                "tensor \(tensor) ends at byte \(end) of the data, which has \(available)",
                "the file was cut off: copy or save it again"
            )
        case .overlap(let tensor, let begin, let previous, let previousEnd):
            ("tensor \(tensor) begins at byte \(begin), within \(previous), which ends at \(previousEnd)", copyAgain)
        case .unusedBytes(let begin, let end): ("bytes \(begin) to \(end) belong to no tensor", copyAgain)
        case .missingTensor(let name): ("has no tensor \(name)", "give a file that belongs to this run")
        case .typeMismatch(let tensor, let type):
            ("tensor \(tensor) holds \(type.rawValue), other numbers than are needed", "save it as F32, F16 or BF16")
        case .halfOverflow(let tensor, let index, let value):
            ("\(value) at element \(index) of \(tensor) does not fit half precision", "add --full")
        }
    }

    private static func text(_ fault: SafetensorsError.HeaderFault) -> String {
        switch fault {
        case .expected(let what): "\(what) expected"
        case .invalidUTF8: "broken UTF-8"
        case .invalidEscape: "a broken escape sequence"
        case .invalidInteger: "a number that is no size"
        case .duplicateKey(let key): "the key \(key) occurs twice"
        case .unknownKey(let key): "the unknown key \(key)"
        case .missingKey(let key): "the key \(key) is missing"
        }
    }
}
