import KindredMath

extension PreparedBatch {
    /// CRC-32C of each row's dense vectors, by ascending name, absent ones left out: what `SegmentContents` checks on opening.
    func vectorChecksums(_ configuration: CollectionConfiguration) -> [UInt32] {
        var checksums = [UInt32](repeating: 0, count: count)
        for name in configuration.denseNames {
            guard let values = columns[name], let dimension = configuration.vectors[name]?.dimension else { continue }
            let missing = Set(absent[name] ?? [])
            for row in 0..<count where !missing.contains(row) {
                let bytes = values.span.extracting(row * dimension..<(row + 1) * dimension).bytes
                checksums[row] = Kernels.active.crc32c(bytes, continuing: checksums[row])
            }
        }
        return checksums
    }
}
