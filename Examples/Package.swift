// swift-tools-version: 6.2
import PackageDescription

// A package like any app's: it depends on Kindred without its command line, and imports nothing else.
// A test of the house builds and runs it.
let package = Package(
    name: "Examples",
    platforms: [.macOS(.v15), .iOS(.v18)],
    dependencies: [.package(name: "Kindred", path: "..", traits: [])],
    targets: ["QuickStart", "FilteredSearch", "NamedVectors", "Recommendation"].map {
        .executableTarget(name: $0, dependencies: [.product(name: "Kindred", package: "Kindred")])
    } + [.executableTarget(name: "Learning", dependencies: [.product(name: "KindredLearning", package: "Kindred")])]
)
