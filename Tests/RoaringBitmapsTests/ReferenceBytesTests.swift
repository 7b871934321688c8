import Foundation
import RoaringBitmaps
import Testing

/// Byte equality with CRoaring, by way of pyroaring; see `Fixtures/make_fixtures.py`.
@Suite struct ReferenceBytesTests {
    struct Fixture: Decodable {
        struct Script: Decodable, CustomStringConvertible {
            let name: String
            let seed: UInt64
            let steps: Int
            let keys: [UInt32]
            let longest: UInt64
            let checkpoints: [UInt32]
            let counts: [Int]
            let optimized: UInt32

            var description: String { name }
        }

        let version: String
        let checkpoint: Int
        let scripts: [Script]
    }

    static func bytes(_ file: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/\(file)", withExtension: nil))
        return [UInt8](try Data(contentsOf: url))
    }

    @Test(arguments: 0..<4)
    func randomScript(index: Int) throws {
        let fixture = try JSONDecoder().decode(Fixture.self, from: Data(Self.bytes("scripts.json")))
        let expected = fixture.scripts[index]
        var script = ReferenceScript(seed: expected.seed, keys: expected.keys, longest: expected.longest)
        var crc = CRC32()
        for step in 1...expected.steps {
            script.step()
            if step % fixture.checkpoint != 0 { continue }
            for register in script.registers { crc.update(register.serialized()) }
            let checkpoint = step / fixture.checkpoint - 1
            try #require(crc.value == expected.checkpoints[checkpoint], "script \(expected.name), step \(step)")
        }
        #expect(script.registers.map(\.count) == expected.counts)
        script.optimize()
        for register in script.registers { crc.update(register.serialized()) }
        #expect(crc.value == expected.optimized)
    }

    /// The set each small file holds, and whether it was optimised.
    static let files: [(name: String, bitmap: RoaringBitmap)] = [
        ("empty", []),
        ("edges", [0, 1, 65535, 65536, .max]),
        ("full-chunk", RoaringBitmap(range: 65536..<131072)),
        ("array-4096", RoaringBitmap(stride(from: UInt32(0), to: 8192, by: 2))),
        ("bitset-4097", RoaringBitmap(stride(from: UInt32(0), to: 8194, by: 2))),
        ("runs-3-chunks", optimized([5], [70000..<71000, 200_000..<201_000])),
        ("runs-4-chunks", optimized([5, 300_000], [70000..<71000, 200_000..<201_000])),
        (
            "mixed",
            optimized(
                Array(stride(from: UInt32(0), to: 20000, by: 3)) + stride(from: UInt32(65536), to: 65736, by: 2),
                [1 << 20..<1 << 21])
        ),
    ]

    static func optimized(_ values: [UInt32], _ ranges: [Range<UInt32>]) -> RoaringBitmap {
        var bitmap = RoaringBitmap(values)
        for range in ranges { bitmap.insert(range) }
        bitmap.optimize()
        return bitmap
    }

    @Test(arguments: files.indices)
    func file(index: Int) throws {
        let (name, bitmap) = Self.files[index]
        let bytes = try Self.bytes("\(name).roaring")
        #expect(bitmap.serialized() == bytes)
        #expect(bitmap.serializedByteCount == bytes.count)
        #expect(try RoaringBitmap(serialized: bytes) == bitmap)
    }
}
