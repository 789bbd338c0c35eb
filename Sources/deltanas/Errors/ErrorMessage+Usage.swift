import Experiments

extension ErrorMessage {
    init(_ error: UsageError) {
        switch error {
        case .malformedSize(let option, let text):
            self.init(
                .usage, at: option, "'\(text)' is no size", remedy: "give height and width in pixels, such as 256x512")
        case .outOfRange(let option, let value, let allowed):
            self.init(.usage, at: option, "\(value) is out of range", remedy: "give \(allowed)")
        case .missingOption(let option, let example):
            self.init(.usage, at: option, "missing", remedy: "add \(example); --help lists all options")
        case .notMeasured(let space, let threads, let input, let database):
            self.init(
                .usage, at: "--budget",
                "\(database) knows no times of \(space) at \(input) on \(counted(threads, "thread")) of this machine",
                remedy: "measure them with: \(RunOrigin.command) "
                    + ShellWords.joined([
                        "latency", "--space", space, "--input", "\(input)", "--threads", "\(threads)", "--db", database,
                    ]))
        case .conflict(let one, let other):
            self.init(.usage, at: one, "makes no sense together with \(other)", remedy: "leave one of them out")
        case .needsStrategy(let option, let strategy):
            self.init(
                .usage, at: option, "is an option of --strategy \(strategy)",
                remedy: "add --strategy \(strategy), or leave \(option) out")
        case .noPath(let option): self.init(.usage, at: option, "'' names no file", remedy: Self.givePath)
        case .sameFile(let one, let other, let path):
            self.init(.usage, at: one, "\(other) writes \(path) too", remedy: "give each a file of its own")
        case .unknownName(let option, let name, let kind, let suggestion, let known):
            self.init(
                .usage, at: option, "there is no \(kind) '\(name)'",
                remedy: (suggestion.map { "did you mean \($0)? " } ?? "")
                    + "give any of \(known.joined(separator: ", "))")
        case .fileExists(let path):
            self.init(.usage, at: path, "is there already", remedy: "give another name, or add --overwrite")
        case .noFolder(let option, let path):
            self.init(
                .usage, at: option, "there is no folder '\(path)'", remedy: "check the path, or leave \(option) out")
        }
    }

    init(_ error: SettingError) {
        switch error {
        case .keyframeInterval(let interval, let allowed):
            self.init(
                .usage, at: "--keyframe-interval",
                "a key frame every \(counted(interval, "frame")) is not possible here",
                remedy: "give a number from \(allowed.lowerBound) to \(allowed.upperBound)")
        case .architecture(let file, let error): self.init(error, at: file)
        case .noTeacher(let space):
            self.init(
                .usage, at: space, "names no weights of the teacher",
                remedy: "add --teacher FILE.safetensors, or FILE.onnx")
        case .noModel(let file):
            self.init(
                .usage, at: file, "has a teacher of the architecture onnx and names no model file",
                remedy: "name the .onnx file, or add --teacher FILE.onnx")
        case .costOutsideSites(let file, let node):
            self.init(
                .mismatch, at: file, "budgets cannot count \(node): a transposed convolution of this kind is no site",
                remedy: "export it without a dilation and with one stride for both axes")
        case .frameChannels(let file, let found):
            self.init(
                .mismatch, at: file, "takes frames of \(counted(found, "channel")), and a video's have 3",
                remedy: "export a model that takes 1 x 3 x height x width")
        case .normalization(let file, let architecture):
            self.init(
                .usage, at: file, "gives a normalization for \(architecture), which has its own",
                remedy: "leave it out; it is for model files")
        case .features(let file, let architecture):
            self.init(
                .usage, at: file, "says that \(architecture) predicts features, and it predicts classes",
                remedy: "leave \"predicts\" out; it is for model files")
        case .noClasses(let use):
            switch use {
            case .pictures:
                self.init(
                    .mismatch, "features have no classes to paint", remedy: "write them themselves with run --scores")
            case .labels:
                self.init(.mismatch, "features have no classes to learn", remedy: "leave the labels out")
            }
        case .teacherOutputs(let spec):
            self.init(
                .mismatch, at: spec,
                "its teacher has several outputs, or features, and only one of class scores is tuned",
                remedy: "leave --teacher-lr out: the student is trained on any outputs")
        case .spaceIsModel(let path):
            self.init(
                .usage, at: path, "is the model itself, which the space would replace",
                remedy: "give another file with --output")
        case .noSites(let file):
            self.init(
                .mismatch, at: file, "has no convolution between the frame and its scores",
                remedy: "name another output with --output-name")
        case .modelClasses(let file, let found, let expected):
            self.init(
                .mismatch, at: file,
                "its scores have \(counted(found, "channel")), and \(counted(expected, "class", "classes")) \(expected == 1 ? "is" : "are") asked for",
                remedy: "make a space of its own for it with space init, or name another output")
        case .classCount(let count, let allowed):
            self.init(
                .mismatch, "label maps cannot tell \(count) classes apart",
                remedy: "use a teacher of \(allowed.lowerBound) to \(allowed.upperBound) classes")
        case .tooManyChannels(let count, let use, let allowed):
            switch use {
            case .pictures:
                self.init(
                    .mismatch, "pictures show \(allowed) classes, and these scores have \(count) channels",
                    remedy: "write the scores themselves with run --scores")
            case .labels:
                self.init(
                    .mismatch, "labels have \(allowed) classes, and these scores have \(count) channels",
                    remedy: "leave the labels out")
            case .maps:
                self.init(
                    .mismatch, "scores have \(count) channels, and \(allowed) are possible",
                    remedy: "name another output with --output-name")
            }
        case .memory(let input, let needed, let available):
            self.init(
                .usage, at: "--input",
                "\(input) takes about \(max(1, needed >> 30)) GiB of memory, and this machine has \(available >> 30)",
                remedy: "give a smaller size")
        case .tooManyFrames(let count, let source, let allowed):
            self.init(
                .usage, at: "--data", "\(source): \(count) frames are more than one run goes through (\(allowed))",
                remedy: "pick some with --frames")
        }
    }

    init(_ error: Interrupted) {
        guard let unwritten = error.unwritten else {
            self.init(
                .interrupted(error.exitCode), "interrupted; what was done is kept",
                remedy: "go on with: \(error.resumeCommand)")
            return
        }
        self.init(
            .interrupted(error.exitCode), at: unwritten,
            error.partial.map { "interrupted; the video up to there is \($0)" }
                ?? "interrupted; the video is not written",
            remedy: "begin again with: \(error.resumeCommand)")
    }
}
