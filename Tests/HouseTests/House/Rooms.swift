/// The rooms and who may import whom: the table of ARCHITECTURE.md, which a test compares with this one.
struct Room {
    /// The target.
    let name: String
    /// Which of our targets it may import.
    let ours: Set<String>
    /// Which libraries of others it alone may import.
    var foreign: Set<String> = []

    static let all = [
        Room(name: "CKindredKernels", ours: []),
        Room(name: "KindredMath", ours: ["CKindredKernels"]),
        Room(name: "RoaringBitmaps", ours: []),
        Room(name: "KindredSimilarity", ours: ["KindredMath"]),
        Room(name: "KindredClustering", ours: ["KindredMath", "KindredSimilarity"]),
        Room(name: "KindredIndex", ours: ["KindredMath", "KindredSimilarity", "KindredClustering", "RoaringBitmaps"]),
        Room(name: "KindredStorage", ours: ["KindredMath", "KindredSimilarity", "KindredIndex", "RoaringBitmaps"], foreign: ["GRDB"]),
        Room(name: "Kindred", ours: ["KindredSimilarity", "KindredClustering", "KindredIndex", "KindredStorage", "RoaringBitmaps"]),
        Room(name: "KindredNN", ours: ["KindredMath"]),
        Room(name: "KindredLearning", ours: ["KindredMath", "KindredSimilarity", "KindredNN"]),
        Room(name: "CHDF5", ours: []),
        Room(name: "CZip", ours: []),
        Room(name: "KindredKeras", ours: ["KindredMath", "KindredNN", "CHDF5", "CZip"]),
        Room(name: "KindredRetrieval", ours: ["KindredMath", "KindredSimilarity", "KindredClustering", "KindredIndex"], foreign: ["FoundationXML"]),
        Room(name: "CPNG", ours: []),
        Room(name: "CJPEG", ours: []),
        Room(name: "KindredService", ours: ["Kindred", "KindredMath", "KindredLearning", "KindredNN", "KindredKeras", "KindredRetrieval", "CPNG", "CJPEG"]),
        Room(
            name: "KindredServer", ours: ["KindredService", "Kindred"],
            foreign: [
                "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "GRPCCore", "GRPCNIOTransportHTTP2", "GRPCProtobuf", "SwiftProtobuf", "ServiceLifecycle", "NIOSSL", "NIOCertificateReloading",
                "Crypto",
            ]),
        Room(name: "KindredCLI", ours: ["KindredService", "KindredServer"], foreign: ["ArgumentParser"]),
    ]

    /// Targets that tests bring with them, and whose tests: they may import what those may.
    static let companions = ["CrashWriter": "KindredStorage", "CAllocationCounter": "KindredIndex"]

    static func named(_ name: String) -> Room? { all.first { $0.name == name } }

    /// What any room may import: the system and the standard library.
    static let system: Set<String> = ["Swift", "Foundation", "FoundationNetworking", "FoundationEssentials", "Dispatch", "Synchronization", "Glibc", "Musl", "Darwin"]
    /// What any room above KindredMath may import besides.
    static let vocabulary: Set<String> = ["Logging", "Collections", "Algorithms", "Numerics", "Atomics", "SystemPackage"]
    /// The rooms below which the vocabulary stops.
    static let ground: Set<String> = ["CKindredKernels", "KindredMath", "RoaringBitmaps"]

    /// Every module that this room's sources may import.
    var allowed: Set<String> { ours.union(foreign).union(Self.system).union(Self.ground.contains(name) ? [] : Self.vocabulary) }

    /// Every module that this room's tests may import: what it may and itself, and what it stands on, to look inside.
    var allowedInTests: Set<String> {
        var below: Set<String> = [name]
        for _ in Self.all { below.formUnion(below.flatMap { Self.named($0)?.ours ?? [] }) }
        return allowed.union(below).union(["Testing"]).union(Self.companions.filter { $0.value == name }.keys)
    }
}
