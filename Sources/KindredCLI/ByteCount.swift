import ArgumentParser

/// Bytes as people write them: 500000000, 500MB, 2GB, 1.5GiB.
struct ByteCount: ExpressibleByArgument {
    let bytes: Int

    private static let units: [(name: String, bytes: Double)] = [
        ("kib", 0x1p10), ("mib", 0x1p20), ("gib", 0x1p30), ("tib", 0x1p40), ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12), ("b", 1), ("", 1),
    ]

    init?(argument: String) {
        let text = argument.lowercased()
        guard let unit = Self.units.first(where: { text.hasSuffix($0.name) }), let number = Double(text.dropLast(unit.name.count)),
            number >= 0, number * unit.bytes < 0x1p62
        else { return nil }
        bytes = Int(number * unit.bytes)
    }
}
