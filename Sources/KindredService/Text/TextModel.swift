public import Kindred

/// A model that turns texts into sparse vectors here, without another service: `qdrant/bm25`.
///
/// BM25 (Robertson and Zaragoza, The probabilistic relevance framework, 2009) split in two, as clients of the wire API do: a
/// document's vector holds tf · (k + 1) / (tf + k · (1 − b + b · length / average)) per word, a query's holds 1 per word, and the
/// inverse document frequency comes from the collection (modifier `idf`). k = 1.2, b = 0.75, average = 256 words.
/// A word's index is the absolute value of the 32-bit MurmurHash3 of its stem.
public struct TextModel: Sendable {
    private static let k = 1.2, b = 0.75, averageLength = 256.0

    /// The model of this name, in either case.
    ///
    /// - Throws: `RequestError.wrongInput` when there is no such model here.
    public init(named name: String) throws {
        guard name.lowercased() == "qdrant/bm25" else {
            throw RequestError(.wrongInput, "model \(name) is not served here; qdrant/bm25 is, and vectors made elsewhere are taken as they are")
        }
    }

    /// The vector of a text that is stored.
    public func documentVector(_ text: String) -> SparseVector {
        let stems = Self.stems(text)
        var counts: [UInt32: Double] = [:]
        for stem in stems { counts[Self.index(stem), default: 0] += 1 }
        let norm = Self.k * (1 - Self.b + Self.b * Double(stems.count) / Self.averageLength)
        return SparseVector(components: counts.mapValues { $0 * (Self.k + 1) / ($0 + norm) })
    }

    /// The vector of a text that is searched for.
    public func queryVector(_ text: String) -> SparseVector {
        SparseVector(components: Dictionary(Self.stems(text).map { (Self.index($0), 1) }) { first, _ in first })
    }

    /// Lower-case runs of letters and digits without the commonest English words, by their stems.
    static func stems(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { !TextLanguage.english.stopwords.contains($0) }.map(EnglishStemmer.stem)
    }

    private static func index(_ word: String) -> UInt32 {
        Int32(bitPattern: MurmurHash3.hash(Array(word.utf8))).magnitude
    }
}

/// MurmurHash3 of 32 bits (Appleby, 2011, public domain), seed 0.
enum MurmurHash3 {
    static func hash(_ bytes: [UInt8]) -> UInt32 {
        var hash: UInt32 = 0
        let whole = bytes.count & ~3
        for start in stride(from: 0, to: whole, by: 4) {
            hash ^= mixed(word(bytes[start..<start + 4]))
            hash = rotated(hash, 13) &* 5 &+ 0xe654_6b64
        }
        if whole < bytes.count { hash ^= mixed(word(bytes[whole...])) }
        hash ^= UInt32(truncatingIfNeeded: bytes.count)
        hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
        hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
        return hash ^ hash >> 16
    }

    /// Up to four bytes as a little-endian word.
    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func mixed(_ word: UInt32) -> UInt32 { rotated(word &* 0xcc9e_2d51, 15) &* 0x1b87_3593 }

    private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }
}
