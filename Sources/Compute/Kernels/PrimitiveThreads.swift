internal import COneDNN

/// Threads that oneDNN uses for what the calling thread creates and runs.
public enum PrimitiveThreads {
    public static func set(_ count: Int) { dn_set_threads(Int32(count)) }

    public static var current: Int { Int(dn_threads()) }
}
