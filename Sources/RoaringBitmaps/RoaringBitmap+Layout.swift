extension RoaringBitmap {
    /// Turns every chunk into the layout that takes the fewest bytes, lists of runs included.
    ///
    /// Worth calling before a set is stored or kept for long; sets that change often are better off without runs.
    ///
    /// - Complexity: O(*s*), where *s* is the size in bytes.
    public mutating func optimize() {
        for index in containers.indices { containers[index] = containers[index].optimized() }
    }

    /// Turns lists of runs back into arrays and bitsets.
    ///
    /// - Complexity: O(*s*), where *s* is the size in bytes of the result.
    public mutating func removeRunCompression() {
        for index in containers.indices { containers[index] = containers[index].withoutRuns() }
    }

    /// Whether some chunk is a list of runs.
    public var hasRunCompression: Bool { containers.contains(where: \.isRun) }
}
