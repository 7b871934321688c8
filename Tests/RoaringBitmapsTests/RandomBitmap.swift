import RoaringBitmaps

extension SplitMix64 {
    /// A set whose chunks, among them the first and the last there are, have every layout and many sizes.
    mutating func bitmap() -> RoaringBitmap {
        var result = RoaringBitmap()
        for key in [0, 1, 2, 3, 9, 65_535] as [UInt32] where below(4) > 0 {
            let base = key << 16
            switch below(5) {
            case 0: for _ in 0..<below(50) { result.insert(base + UInt32(below(65_536))) }
            case 1: for _ in 0..<below(6_000) { result.insert(base + UInt32(below(65_536))) }
            case 2: for _ in 0..<below(30_000) { result.insert(base + UInt32(below(65_536))) }
            case 3:
                for _ in 0..<below(40) {
                    let low = UInt32(below(65_536))
                    result.insert(base + low...base + min(low + UInt32(below(3_000)), 65_535))
                }
            default: result.insert(base...base + 65_535)
            }
        }
        if below(2) == 0 { result.optimize() }
        return result
    }
}
