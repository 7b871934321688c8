import RoaringBitmaps

/// The random script of `Fixtures/make_fixtures.py`, operation for operation and draw for draw.
struct ReferenceScript {
    private(set) var registers = [RoaringBitmap](repeating: RoaringBitmap(), count: 4)
    private var random: SplitMix64
    private let keys: [UInt32]
    private let longest: UInt64

    init(seed: UInt64, keys: [UInt32], longest: UInt64) {
        random = SplitMix64(seed: seed)
        self.keys = keys
        self.longest = longest
    }

    private mutating func value() -> UInt32 {
        let key = keys[Int(random.below(UInt64(keys.count)))]
        let low = random.below(65536)
        return key << 16 | UInt32(low >> random.below(6))
    }

    private mutating func range() -> ClosedRange<UInt32> {
        let low = value()
        let length = random.below(1 << random.below(longest))
        return low...UInt32(min(UInt64(low) + length, UInt64(UInt32.max)))
    }

    private mutating func register() -> Int { Int(random.below(4)) }

    mutating func step() {
        let op = random.below(1000)
        let (i, j, k) = (register(), register(), register())
        switch op {
        case ..<450: registers[i].insert(value())
        case ..<600: registers[i].remove(value())
        case ..<720: insertProgression(into: i)
        case ..<790: registers[i].insert(range())
        case ..<830: registers[i].remove(range())
        case ..<880: registers[i].toggle(range())
        case ..<910: if i != j { registers[i].formUnion(registers[j]) }
        case ..<918: if i != j { registers[i].formIntersection(registers[j]) }
        case ..<930: registers[i].formSymmetricDifference(registers[j])
        case ..<938: registers[i].subtract(registers[j])
        case ..<955: registers[k] = registers[i].union(registers[j])
        case ..<963: registers[k] = registers[i].intersection(registers[j])
        case ..<973: registers[k] = registers[i].symmetricDifference(registers[j])
        case ..<980: registers[k] = registers[i].subtracting(registers[j])
        case ..<990: registers[i].optimize()
        default: registers[k] = registers[i]
        }
    }

    private mutating func insertProgression(into i: Int) {
        let start = UInt64(value())
        let step = 1 + random.below(9)
        for n in 0..<random.below(3000) {
            registers[i].insert(UInt32(min(start + n * step, UInt64(UInt32.max))))
        }
    }

    mutating func optimize() {
        for i in registers.indices { registers[i].optimize() }
    }
}
