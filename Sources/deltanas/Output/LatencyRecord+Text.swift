import StudentSpace

extension StudentSpec.LatencyRecord {
    /// `6.9 ms predicted, 7.05 ms measured (+2.2 %); the teacher 18 ms, 18.1 ms in the same run`.
    var text: String {
        var text = "\(Quantity.time(predictedNanoseconds)) predicted"
        if let measuredNanoseconds {
            let deviation = Quantity.deviation(measuredNanoseconds, from: predictedNanoseconds)
            text += ", \(Quantity.time(measuredNanoseconds)) measured (\(deviation))"
        }
        text += "; the teacher \(Quantity.time(teacherNanoseconds))"
        if let measuredTeacherNanoseconds {
            text += ", \(Quantity.time(measuredTeacherNanoseconds)) in the same run"
        }
        return text
    }

    /// `4 threads of DEVICE at 360x480`.
    var conditionsText: String { "\(counted(threads, "thread")) of \(device) at \(input)" }
}
