// Songs for listeners by inner product: why `dot`, and what cosine would lose. Plays are simulated, vectors are factors of them.
import Foundation
import Kindred

struct Draw: RandomNumberGenerator {
    var state: UInt64 = 7
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var x = state
        x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
        x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
        return x ^ x >> 31
    }
    mutating func normal() -> Float { (0..<12).reduce(-6) { sum, _ in sum + Float.random(in: 0..<1, using: &self) } }
}

var draw = Draw()
let (listenerCount, songCount, tastes, factors) = (1_000, 400, 6, 12)
func product(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

// Who plays what hangs on taste, and on how well known a song is.
let taste = (0..<listenerCount).map { _ in (0..<tastes).map { _ in draw.normal() } }
let style = (0..<songCount).map { _ in (0..<tastes).map { _ in draw.normal() } }
let fame = (0..<songCount).map { _ in 1.5 * draw.normal() - 4 }
let plays = taste.map { taste in
    (0..<songCount).filter { song in Float.random(in: 0..<1, using: &draw) < 1 / (1 + exp(-(product(taste, style[song]) + fame[song]))) }
}
// One play of each listener is kept back: it is what a good recommendation finds.
let kept = plays.map { $0.randomElement(using: &draw) }
let known = zip(plays, kept).map { plays, kept in plays.filter { $0 != kept } }

// Factors of the plays: a listener's product with a song played shall be larger than with one drawn at random (Rendle et al., "BPR", UAI 2009).
var listeners = (0..<listenerCount).map { _ in (0..<factors).map { _ in 0.1 * draw.normal() } }
var songs = (0..<songCount).map { _ in (0..<factors).map { _ in 0.1 * draw.normal() } }
for _ in 0..<30 {
    for listener in 0..<listenerCount {
        for song in known[listener] {
            let other = Int.random(in: 0..<songCount, using: &draw)
            if known[listener].contains(other) { continue }
            let push = 1 / (1 + exp(product(listeners[listener], songs[song]) - product(listeners[listener], songs[other])))
            for i in 0..<factors {
                let (u, a, b) = (listeners[listener][i], songs[song][i], songs[other][i])
                listeners[listener][i] += 0.05 * (push * (a - b) - 0.01 * u)
                songs[song][i] += 0.05 * (push * u - 0.01 * a)
                songs[other][i] += 0.05 * (-push * u - 0.01 * b)
            }
        }
    }
}

// In a folder of its own each time, so that it can be run again.
let folder = FileManager.default.temporaryDirectory.appending(path: "songs-\(UUID().uuidString)")
let database = try Database(path: folder.path)
for measure in [Measure.dot, .cosine] {
    let collection = try database.createCollection("songs by \(measure)", .init(dimension: factors, measure: measure))
    try collection.upsert(songs.enumerated().map { Point(id: .number(UInt64($0.offset)), vector: $0.element) })
    var found = 0, asked = 0
    for listener in 0..<listenerCount {
        guard let kept = kept[listener], !known[listener].isEmpty else { continue }
        var request = SearchRequest(listeners[listener], limit: 10)
        request.filter = !.ids(known[listener].map { .number(UInt64($0)) })
        asked += 1
        if try collection.search(request).contains(where: { $0.id == .number(UInt64(kept)) }) { found += 1 }
    }
    print("\(measure): the song kept back is among the first ten for \(100 * found / asked) % of \(asked) listeners")
}
try database.close()
try FileManager.default.removeItem(at: folder)
