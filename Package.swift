// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "Kindred",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .library(name: "Kindred", targets: ["Kindred"]),
        .executable(name: "kindred", targets: ["KindredCLI"]),
    ],
    traits: [
        .trait(name: "CommandLine", description: "The kindred command; needs swift-argument-parser."),
        .default(enabledTraits: ["CommandLine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        .target(name: "CKindredKernels", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
        .target(name: "KindredMath", dependencies: ["CKindredKernels"], swiftSettings: settings),
        .target(name: "RoaringBitmaps", swiftSettings: settings),
        .target(name: "KindredSimilarity", dependencies: ["KindredMath"], swiftSettings: settings),
        .target(name: "KindredClustering", dependencies: ["KindredMath", "KindredSimilarity"], swiftSettings: settings),
        .target(
            name: "KindredIndex", dependencies: ["KindredMath", "KindredSimilarity", "KindredClustering", "RoaringBitmaps"],
            swiftSettings: settings),
        .target(name: "KindredLearning", dependencies: ["KindredMath", "KindredSimilarity", "KindredNN"], swiftSettings: settings),
        .target(
            name: "KindredStorage",
            dependencies: [
                "KindredMath", "KindredSimilarity", "KindredIndex", "RoaringBitmaps",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .target(
            name: "Kindred",
            dependencies: ["KindredSimilarity", "KindredClustering", "KindredIndex", "KindredStorage", "RoaringBitmaps"],
            swiftSettings: settings),
        .target(name: "KindredNN", dependencies: ["KindredMath"], swiftSettings: settings),
        .target(name: "KindredService", dependencies: ["Kindred", "KindredMath"], swiftSettings: settings),
        .executableTarget(
            name: "KindredCLI",
            dependencies: [
                "KindredService",
                .product(name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CommandLine"])),
            ],
            swiftSettings: settings),
        .testTarget(name: "KindredMathTests", dependencies: ["KindredMath", "CKindredKernels"], resources: [.copy("Fixtures")]),
        .testTarget(name: "RoaringBitmapsTests", dependencies: ["RoaringBitmaps"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredSimilarityTests", dependencies: ["KindredSimilarity", "KindredMath"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredClusteringTests", dependencies: ["KindredClustering", "KindredMath"], resources: [.copy("Fixtures")]),
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
        .testTarget(name: "KindredIndexTests", dependencies: ["KindredIndex", "KindredClustering", "KindredMath", "RoaringBitmaps", "CAllocationCounter"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredLearningTests", dependencies: ["KindredLearning", "KindredMath", "KindredSimilarity", "KindredNN"], resources: [.copy("Fixtures")]),
        .executableTarget(name: "CrashWriter", dependencies: ["KindredStorage"], path: "Tests/CrashWriter", swiftSettings: settings),
        .testTarget(name: "KindredStorageTests", dependencies: ["KindredStorage", "CrashWriter"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredNNTests", dependencies: ["KindredNN", "KindredMath"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredServiceTests", dependencies: ["KindredService"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredCLITests", dependencies: ["KindredCLI"]),
        .testTarget(name: "HouseTests"),
    ]
)
