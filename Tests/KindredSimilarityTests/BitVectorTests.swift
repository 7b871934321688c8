import Foundation
import KindredMath
import KindredSimilarity
import Testing

@Suite struct BitVectorTests {
    @Test func countsAreThoseOfTheBits() throws {
        var random = SeededRandom(seed: 90)
        for n in 0...200 {
            let x = (0..<n).map { _ in random.uniform() < 0.4 }, y = (0..<n).map { _ in random.uniform() < 0.4 }
            let a = BitVector(x), b = BitVector(y)
            #expect((0..<n).allSatisfy { a[$0] == x[$0] })
            #expect(a.hamming(b) == zip(x, y).count { $0 != $1 }, "\(n)")
            let either = zip(x, y).count { $0 || $1 }
            #expect(a.jaccard(b) == (either == 0 ? 1 : Double(zip(x, y).count { $0 && $1 }) / Double(either)), "\(n)")
            let floats = x.map { $0 ? Float(1) : 0 }
            #expect(BitVector(nonzero: floats.span) == a)
            #expect(try JSONDecoder().decode(BitVector.self, from: JSONEncoder().encode(a)) == a)
        }
    }

    @Test(arguments: [#"{"count":3,"words":[8]}"#, #"{"count":65,"words":[1]}"#, #"{"count":-1,"words":[]}"#])
    func wrongBitsAreRefused(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(BitVector.self, from: Data(json.utf8)) }
    }
}
