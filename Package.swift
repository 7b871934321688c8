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
        .library(name: "KindredLearning", targets: ["Kindred", "KindredLearning", "KindredRetrieval"]),
        .library(name: "KindredServer", targets: ["Kindred", "KindredServer"]),
        .executable(name: "kindred", targets: ["KindredCLI"]),
    ],
    traits: [
        .trait(name: "CommandLine", description: "The kindred command; needs swift-argument-parser."),
        .trait(name: "Server", description: "REST and gRPC; needs hummingbird and grpc-swift."),
        .trait(name: "Keras", description: "Keras models of sequences; needs libhdf5 and libzip."),
        .trait(name: "Pictures", description: "PNG and JPEG pictures; needs libpng and libjpeg."),
        .default(enabledTraits: ["CommandLine", "Server", "Keras", "Pictures"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.0"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.0"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.0"..<"5.0.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
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
        .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
        .target(
            name: "KindredKeras",
            dependencies: [
                "KindredMath", "KindredNN",
                .target(name: "CHDF5", condition: .when(traits: ["Keras"])),
                .target(name: "CZip", condition: .when(traits: ["Keras"])),
            ],
            swiftSettings: settings),
        .target(name: "KindredRetrieval", dependencies: ["KindredMath", "KindredSimilarity", "KindredClustering", "KindredIndex"], swiftSettings: settings),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
        .target(
            name: "KindredService",
            dependencies: [
                "Kindred", "KindredMath", "KindredLearning", "KindredNN", "KindredRetrieval",
                .target(name: "KindredKeras", condition: .when(traits: ["Keras"])),
                .target(name: "CPNG", condition: .when(traits: ["Pictures"])),
                .target(name: "CJPEG", condition: .when(traits: ["Pictures"])),
            ],
            swiftSettings: settings),
        .target(
            name: "KindredServer",
            dependencies: [
                "KindredService",
                .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["Server"])),
                .product(name: "HummingbirdCore", package: "hummingbird", condition: .when(traits: ["Server"])),
                .product(name: "HummingbirdTLS", package: "hummingbird", condition: .when(traits: ["Server"])),
                .product(name: "GRPCCore", package: "grpc-swift-2", condition: .when(traits: ["Server"])),
                .product(name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport", condition: .when(traits: ["Server"])),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf", condition: .when(traits: ["Server"])),
                .product(name: "SwiftProtobuf", package: "swift-protobuf", condition: .when(traits: ["Server"])),
                .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Server"])),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["Server"])),
                .product(name: "NIOCertificateReloading", package: "swift-nio-extras", condition: .when(traits: ["Server"])),
                .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["Server"])),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: .when(traits: ["Server"])),
            ],
            exclude: ["Console/Files"],
            swiftSettings: settings),
        .executableTarget(
            name: "KindredCLI",
            dependencies: [
                "KindredService",
                .target(name: "KindredServer", condition: .when(traits: ["Server"])),
                .product(name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CommandLine"])),
            ],
            swiftSettings: settings),
        .testTarget(name: "KindredMathTests", dependencies: ["KindredMath", "CKindredKernels"], resources: [.copy("Fixtures")]),
        .testTarget(name: "RoaringBitmapsTests", dependencies: ["RoaringBitmaps"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredSimilarityTests", dependencies: ["KindredSimilarity", "KindredMath"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredClusteringTests", dependencies: ["KindredClustering", "KindredMath", "KindredSimilarity"], resources: [.copy("Fixtures")]),
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
        .testTarget(name: "KindredIndexTests", dependencies: ["KindredIndex", "KindredClustering", "KindredMath", "RoaringBitmaps", "CAllocationCounter"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredLearningTests", dependencies: ["KindredLearning", "KindredMath", "KindredSimilarity", "KindredNN"], resources: [.copy("Fixtures")]),
        .executableTarget(name: "CrashWriter", dependencies: ["KindredStorage", "KindredSimilarity"], path: "Tests/CrashWriter", swiftSettings: settings),
        .testTarget(name: "KindredStorageTests", dependencies: ["KindredStorage", "CrashWriter"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredNNTests", dependencies: ["KindredNN", "KindredMath"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredKerasTests", dependencies: ["KindredKeras", "KindredNN", "KindredMath"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredRetrievalTests", dependencies: ["KindredRetrieval", "KindredMath"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredServiceTests", dependencies: ["KindredService"], resources: [.copy("Fixtures")]),
        .testTarget(name: "KindredServerTests", dependencies: ["KindredServer", "KindredService"]),
        .testTarget(name: "KindredCLITests", dependencies: ["KindredCLI"]),
        .testTarget(name: "HouseTests"),
    ]
)
