import Foundation

/// A program that runs beside this one: lines in, lines out, one child in this process's own group, so that Ctrl-C ends
/// both.
final class ChildProcess {
    let name: String
    private let process: pid_t
    private var input: Int32
    private let output: Int32
    /// What it says on standard error, in a file without a name.
    private let errors: Int32
    private var pending: [UInt8] = []
    private var status: Int32?
    /// Asked while we wait for it.
    private let interruption: Interruption

    /// Starts a program; a path without a slash is looked for as a shell does.
    ///
    /// - Parameters:
    ///   - name: what errors call it.
    ///   - interruption: ends waits for it.
    /// - Throws: ``PeerError/cannotStart(peer:path:code:)``.
    init(
        _ name: String, _ path: String, _ arguments: [String], _ interruption: Interruption
    ) throws(PeerError) {
        let failure = { (code: Int32) in PeerError.cannotStart(peer: name, path: path, code: code) }
        guard let input = Self.connection() else { throw failure(errno) }
        guard let output = Self.connection() else {
            Self.close([input.here, input.there])
            throw failure(errno)
        }
        let errors = Self.namelessFile()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (from, to) in [(input.there, STDIN_FILENO), (output.there, STDOUT_FILENO), (errors, STDERR_FILENO)] {
            posix_spawn_file_actions_adddup2(&actions, from, to)
        }
        var attributes = Self.signalsAsUsual()
        defer { posix_spawnattr_destroy(&attributes) }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let code = posix_spawnp(&process, path, &actions, &attributes, &words, environ)
        Self.close([input.there, output.there])
        guard code == 0 else {
            Self.close([input.here, output.here, errors])
            throw failure(code)
        }
        self.name = name
        self.process = process
        self.input = input.here
        self.output = output.here
        self.errors = errors
        self.interruption = interruption
    }

    deinit {
        closeInput()
        // Nothing that a peer leaves undone matters.
        if status == nil { kill(process, SIGKILL) }
        wait()
        Self.close([output, errors])
    }

    /// Sends one line.
    ///
    /// - Throws: ``PeerError/failed(peer:code:message:)`` where nobody reads any more.
    func send(_ line: String) throws(PeerError) {
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw ended() }
            rest = rest.dropFirst(count)
        }
    }

    /// The next line it prints.
    ///
    /// - Throws: ``PeerError/failed(peer:code:message:)`` where it ends without one; ``PeerError/silent(peer:seconds:)``;
    ///   ``PeerError/interrupted(exitCode:)``.
    func line(within seconds: Int = 600) throws(PeerError) -> String {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeFirst(end + 1)
                return line
            }
            guard try readMore(until: deadline, seconds) else { throw ended() }
        }
    }

    /// Closes its input, waits for it, and gives every line that it printed until then.
    ///
    /// - Throws: ``PeerError/failed(peer:code:message:)`` for an exit code other than 0;
    ///   ``PeerError/silent(peer:seconds:)``; ``PeerError/interrupted(exitCode:)``.
    func finish(within seconds: Int = 600) throws(PeerError) -> [String] {
        closeInput()
        let deadline = ContinuousClock.now + .seconds(seconds)
        while try readMore(until: deadline, seconds) {}
        // It may have closed its output and still be at work.
        while !hasEnded() {
            try checkWait(until: deadline, seconds)
            usleep(1000)
        }
        guard status == 0 else { throw ended() }
        return String(decoding: pending, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// - Returns: false at the end of its output.
    private func readMore(until deadline: ContinuousClock.Instant, _ seconds: Int) throws(PeerError) -> Bool {
        while true {
            var descriptor = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            // A signal need not wake the thread that waits here: it looks for itself, ten times a second.
            let ready = poll(&descriptor, 1, 100)
            if ready <= 0 {
                try checkWait(until: deadline, seconds)
                continue
            }
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = buffer.withUnsafeMutableBytes { read(output, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            pending += buffer[..<count]
            return true
        }
    }

    /// Whether to go on waiting.
    private func checkWait(until deadline: ContinuousClock.Instant, _ seconds: Int) throws(PeerError) {
        if interruption.isRequested { throw .interrupted(exitCode: interruption.exitCode) }
        guard ContinuousClock.now < deadline else { throw .silent(peer: name, seconds: seconds) }
    }

    /// What is to be said of a child that gave no answer.
    private func ended() -> PeerError {
        closeInput()
        wait()
        // Ctrl-C ends both, the child often first.
        if interruption.isRequested { return .interrupted(exitCode: interruption.exitCode) }
        let code = status.map { $0 & 0x7f == 0 ? $0 >> 8 & 0xff : 128 + $0 & 0x7f } ?? 0
        return .failed(peer: name, code: code, message: lastWords)
    }

    /// The last line on standard error that is not blank.
    private var lastWords: String {
        let end = lseek(errors, 0, SEEK_END)
        lseek(errors, max(0, end - 4096), SEEK_SET)
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { read(errors, $0.baseAddress, $0.count) }
        let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }.map(String.init) ?? ""
    }

    private func wait() {
        guard status == nil else { return }
        var code: Int32 = 0
        while waitpid(process, &code, 0) < 0, errno == EINTR {}
        status = code
    }

    /// Whether the child is gone, without waiting for it.
    private func hasEnded() -> Bool {
        guard status == nil else { return true }
        var code: Int32 = 0
        guard waitpid(process, &code, WNOHANG) == process else { return false }
        status = code
        return true
    }

    private func closeInput() {
        guard input >= 0 else { return }
        Self.close([input])
        input = -1
    }

    /// Two ends of a stream that no other child inherits. A socket: writing to a child that died is an error there, and
    /// no signal.
    private static func connection() -> (here: Int32, there: Int32)? {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        return socketpair(AF_UNIX, kind, 0, &ends) == 0 ? (ends[0], ends[1]) : nil
    }

    private static func namelessFile() -> Int32 {
        let path = FileManager.default.temporaryDirectory.path + "/deltanas-peer-" + UUID().uuidString
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return open("/dev/null", O_RDWR | O_CLOEXEC) }
        unlink(path)
        return file
    }

    /// No signal is blocked or ignored in the child, whatever the thread that starts it does.
    private static func signalsAsUsual() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var pipe = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &pipe)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return attributes
    }

    private static func close(_ descriptors: [Int32]) {
        for descriptor in descriptors { Foundation.close(descriptor) }
    }
}
