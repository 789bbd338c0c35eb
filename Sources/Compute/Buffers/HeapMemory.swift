internal import COpenBLAS

/// The memory behind arrays and matrices.
public enum HeapMemory {
    /// Gives back what the allocator keeps of it after a phase that worked in large matrices: a gigabyte or more after
    /// the closed-form fits of a wide network. Costs a few milliseconds.
    public static func trim() { malloc_trim(0) }
}
