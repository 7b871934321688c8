import Foundation
import KindredStorage

/// Writes to a database without end, until somebody kills the process.
final class CrashWriter: Sendable {
    private let folder: String
    private let database: Database
    private let parent = getppid()

    init(folder: String) throws {
        self.folder = folder
        database = try Database(path: "\(folder)/db")
    }

    /// Says a line in one system call, so that a kill cannot cut it.
    private func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

    private func perform(_ operation: CrashOperation) throws {
        // Whoever was to kill this process is gone itself: nobody else would ever stop it.
        if getppid() != parent { exit(0) }
        say("+ \(operation.line)")
        switch operation {
        case .create(let name): try database.createCollection(name, CrashScript.configuration)
        case .drop(let name): try database.dropCollection(name)
        case .upsert(let name, let version, let ids):
            let collection = try database.collection(name), second = collection.configuration.vectors[CrashScript.second]?.dimension
            try collection.upsert(ids.map { CrashScript.point($0, version, second: second) })
        case .delete(let name, let ids): try database.collection(name).delete(ids.map { .number($0) })
        case .change(let name, let version, let ids):
            try database.collection(name).changePayload(ids.map { .number($0) }, .merge(CrashScript.mark(version)))
        case .addVector(let name, let dimension):
            let vector = VectorConfiguration(dimension: dimension, measure: .euclidean, index: CrashScript.index(.hnsw))
            try database.collection(name).addVector(CrashScript.second, vector)
        case .removeVector(let name): try database.collection(name).removeVector(CrashScript.second)
        }
        say("=")
    }

    private func next(_ version: UInt64, in name: String, _ random: inout CrashRandom) -> CrashOperation {
        func id() -> UInt64 { UInt64.random(in: 0..<CrashScript.ids, using: &random) }
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<6: return .upsert(name, version: version, ids: [id()])
        case 6..<13: return .upsert(name, version: version, ids: Array(Set((0..<Int.random(in: 1...200, using: &random)).map { _ in id() })))
        case 13..<17: return .delete(name, ids: Array(Set((0..<Int.random(in: 1...120, using: &random)).map { _ in id() })))
        default: return .change(name, version: version, ids: Array(Set((0..<Int.random(in: 1...60, using: &random)).map { _ in id() })))
        }
    }

    /// Points of one collection, while another thread seals and merges everything now and then.
    func writePoints(from start: UInt64, _ random: inout CrashRandom) throws {
        if try database.collectionNames().isEmpty { try perform(.create("c")) }
        let collection = try database.collection("c")
        let seed = random.next()
        Thread.detachNewThread {
            var random = CrashRandom(seed)
            while true {
                usleep(UInt32.random(in: 1_000...60_000, using: &random))
                do throws(StorageError) {
                    // Now and then another index, so that kills meet the change from one to the next.
                    if Int.random(in: 0..<4, using: &random) == 0, let kind = CrashScript.kinds.randomElement(using: &random) {
                        try collection.changeIndex(to: CrashScript.index(kind))
                    }
                    if Int.random(in: 0..<4, using: &random) == 0 { try Self.changeMeasure(of: collection, &random) }
                    try collection.optimize()
                } catch {
                    if error.code != .cancelled { Self.stop(error) }
                }
            }
        }
        for version in start... { try perform(next(version, in: "c", &random)) }
    }

    /// Another measure with the same order of points, so that kills meet the promotion of one after the other.
    private static func changeMeasure(of collection: VectorCollection, _ random: inout CrashRandom) throws(StorageError) {
        let measures = try collection.measures()
        if measures.count < 4 {
            _ = try collection.addMeasure(CrashScript.measure(scale: Float(1 << measures.count)))
        } else if let measure = measures.randomElement(using: &random) {
            try collection.promote(measure: measure.number)
        }
    }

    /// The same, while another thread backs the database up.
    func writePointsAndBackUp(from start: UInt64, _ random: inout CrashRandom) throws {
        let database = database
        let backups = "\(folder)/backups"
        Thread.detachNewThread {
            do {
                for number in 0... {
                    let name = "\(backups)/\(start)-\(number)"
                    try database.backup(to: name)
                    // Only the last one is looked at; one that disappears half removed would look damaged.
                    if number > 0 { try FileManager.default.moveItem(atPath: "\(backups)/\(start)-\(number - 1)", toPath: "\(backups)/.old") }
                    if number > 0 { try FileManager.default.removeItem(atPath: "\(backups)/.old") }
                }
            } catch { Self.stop(error) }
        }
        try writePoints(from: start, &random)
    }

    /// Collections that come and go, with points in them.
    func writeCollections(from start: UInt64, _ random: inout CrashRandom) throws {
        for version in start... {
            let name = "c\(Int.random(in: 0..<4, using: &random))"
            let exists = try database.collectionNames().contains(name)
            if !exists { try perform(.create(name)) }
            if exists, Int.random(in: 0..<4, using: &random) == 0 { try perform(.drop(name)) } else { try perform(next(version, in: name, &random)) }
        }
    }

    /// Points of one collection whose second vector comes and goes, while the optimiser seals and merges.
    func writeVectors(from start: UInt64, _ random: inout CrashRandom) throws {
        if try database.collectionNames().isEmpty { try perform(.create("c")) }
        let collection = try database.collection("c")
        for version in start... {
            guard Int.random(in: 0..<6, using: &random) == 0 else {
                try perform(next(version, in: "c", &random))
                continue
            }
            let there = collection.configuration.vectors[CrashScript.second] != nil
            try perform(there ? .removeVector("c") : .addVector("c", dimension: Int.random(in: 1...6, using: &random)))
        }
    }

    private static func stop(_ error: any Error) -> Never {
        FileHandle.standardOutput.write(Data("! \(error)\n".utf8))
        exit(1)
    }

    /// Runs one of the scripts; comes back only with an error.
    static func run(_ arguments: [String]) -> Never {
        guard arguments.count == 5, let seed = UInt64(arguments[3]), let start = UInt64(arguments[4]) else {
            FileHandle.standardError.write(Data("CrashWriter <points | backup | collections | vectors> <folder> <seed> <first version>\n".utf8))
            exit(64)
        }
        var random = CrashRandom(seed)
        do {
            let writer = try CrashWriter(folder: arguments[2])
            switch arguments[1] {
            case "backup": try writer.writePointsAndBackUp(from: start, &random)
            case "collections": try writer.writeCollections(from: start, &random)
            case "vectors": try writer.writeVectors(from: start, &random)
            default: try writer.writePoints(from: start, &random)
            }
        } catch { stop(error) }
        exit(0)
    }
}
