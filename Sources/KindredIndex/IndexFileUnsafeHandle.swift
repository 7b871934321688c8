internal import KindredMath

extension IndexFile {
    /// Writes a file, whole or not at all: under a temporary name, synced, then renamed.
    ///
    /// - Parameter header: gives the header's bytes once it is told where the sections will lie.
    /// - Throws: `io`, `diskFull`.
    static func write(
        _ sections: [UnsafeRawBufferPointer], to path: String, header: ([Extent]) -> [UInt8]
    ) throws(IndexError) {
        var offset = alignment
        var extents: [Extent] = []
        for i in unsafe sections.indices {
            let length = unsafe sections[i].count
            extents.append(Extent(offset: offset, length: length, checksum: unsafe Kernels.active.crc32c(sections[i])))
            offset = (offset + length + alignment - 1) / alignment * alignment
        }
        var file = try FileWriter(path: path)
        try file.write(header(extents))
        for i in unsafe sections.indices {
            try file.pad(to: alignment)
            try unsafe file.write(sections[i])
        }
        try file.finish()
    }
}

/// The checksum of some bytes.
func crc32c(_ bytes: [UInt8]) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe Kernels.active.crc32c($0) }
}

extension FileWriter {
    mutating func write(_ bytes: [UInt8]) throws(IndexError) {
        let result = unsafe bytes.withUnsafeBytes { bytes in Result { () throws(IndexError) in unsafe try write(bytes) } }
        try result.get()
    }
}

extension MappedFile {
    /// The header's bytes, or as many as there are.
    var header: [UInt8] { unsafe Array(bytes.prefix(IndexFile.headerByteCount)) }

    /// A part of the file whose bounds have been checked.
    func section(_ extent: IndexFile.Extent) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: bytes[extent.offset..<(extent.offset + extent.length)])
    }

    /// - Throws: `corrupt` when a section's checksum is wrong.
    func verify(_ extent: IndexFile.Extent, _ name: String, _ path: String) throws(IndexError) {
        guard unsafe Kernels.active.crc32c(section(extent)) == extent.checksum else {
            throw IndexError(
                .corrupt, "\(path): the checksum of \(name) is wrong (\(extent.length) bytes at \(extent.offset))")
        }
    }
}
