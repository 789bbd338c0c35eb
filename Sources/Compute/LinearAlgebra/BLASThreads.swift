import COpenBLAS

/// How many threads the linear algebra uses inside one call, in the whole process.
///
/// A program that calls from several workers at once sets 1: OpenBLAS's pool is shared, and its callers would queue.
public enum BLASThreads {
    public static func set(_ count: Int) {
        precondition(count > 0, "\(count) threads")
        openblas_set_num_threads(Int32(count))
    }

    public static var count: Int { Int(openblas_get_num_threads()) }
}
