public import ArgumentParser
import Foundation
public import KindredService

struct ClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Group vectors that belong together, without labels.",
        discussion: """
            kindred cluster digits.npy --clusters 10 --labels labels.npy --report clusters.html
            kindred cluster vectors.npy --method kmeans --clusters 8 --json
            kindred cluster vectors.npy --method dbscan --eps 0.15 --min-points 5
            kindred cluster films --clusters 12 --field cluster

            Spectral clustering finds groups of any shape that a graph of nearest neighbours connects; k-means groups around means; DBSCAN \
            finds dense regions and leaves the rest as noise (-1). A collection's points get their cluster written into a payload field.
            """)

    @Argument(help: "A file of vectors, or a collection's name.", completion: .file())
    var source: String

    @Option(help: ArgumentHelp("\(names(ClusterRequest.Method.self)).", valueName: "name"))
    var method = ClusterRequest.Method.spectral

    @Option(parsing: .unconditional, help: ArgumentHelp("How many clusters; without, the eigenvalues of a spectral clustering say.", valueName: "k"))
    var clusters: Int?

    @Option(help: ArgumentHelp("What edges weigh: \(names(ClusterRequest.Affinity.self)).", valueName: "name"))
    var affinity = ClusterRequest.Affinity.knn

    @Option(help: ArgumentHelp("Which pairs have edges, when not those that go with the affinity: \(names(ClusterRequest.Graph.self)).", valueName: "name"))
    var graph: ClusterRequest.Graph?

    @Option(help: ArgumentHelp("What near means in the graph: any measure.", valueName: "measure"), completion: .list(Measure.names))
    var measure: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Of Gaussian weights exp(-g d²); without, from the median distance.", valueName: "g"))
    var gamma: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Nearest neighbours of the graph, the point itself counted.", valueName: "n"))
    var neighbors = 10

    @Option(parsing: .unconditional, help: ArgumentHelp("Weights below this become 0.", valueName: "t"))
    var threshold: Double?

    @Flag(help: "Divide weights by the largest.")
    var scale = false

    @Option(help: ArgumentHelp("\(names(Laplacian.self)).", valueName: "name"))
    var laplacian = Laplacian.symmetric

    @Option(parsing: .unconditional, help: ArgumentHelp("Principal components that the embedding is reduced to.", valueName: "n"))
    var components: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("How far neighbours are at most, for DBSCAN and graphs of radius.", valueName: "e"))
    var eps: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Points within eps that make a core point, itself counted.", valueName: "m"))
    var minPoints = 5

    @Flag(help: "Group a spectral embedding by DBSCAN (--eps, --min-points) instead of k-means.")
    var density = false

    @Option(parsing: .unconditional, help: ArgumentHelp("k-means by mini-batches of so many points.", valueName: "n"))
    var batch: Int?

    @Flag(help: "Build a full graph of more than 20,000 points.")
    var force = false

    @Flag(help: "Compare all pairs for nearest neighbours, however many points there are.")
    var exact = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of what is drawn.", valueName: "s"))
    var seed: UInt64 = 0

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads; the result does not depend on them.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: ArgumentHelp("Labels of a file's vectors to judge by: .npy of integers, or a line a row.", valueName: "file"), completion: .file())
    var labels: String?

    @Option(help: ArgumentHelp("The payload field of a collection to judge by.", valueName: "field"))
    var label: String?

    @Option(help: ArgumentHelp("The payload field of a collection that clusters are written to.", valueName: "field"))
    var field: String?

    @Option(help: ArgumentHelp("Only points of a collection that match.", valueName: "filter"))
    var filter: String?

    @Option(help: ArgumentHelp("Which of the collection's vectors.", valueName: "vector"))
    var using = ""

    @Option(help: ArgumentHelp("Write a page with a map, figures and tables.", valueName: "file.html"), completion: .file())
    var report: String?

    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        for (name, value) in [("--clusters", clusters), ("--components", components), ("--batch", batch), ("--min-points", minPoints), ("--threads", threads)] {
            if let value, value < 1 { throw ValidationError("\(name) \(value) is below 1.") }
        }
        if neighbors < 2 { throw ValidationError("--neighbors \(neighbors) is below 2: the point itself is one of them.") }
        for (name, value) in [("--eps", eps), ("--gamma", gamma)] {
            if let value, !(value > 0 && value.isFinite) { throw ValidationError("\(name) \(value) is no positive number.") }
        }
        if method == .kmeans, clusters == nil { throw ValidationError("--method kmeans needs --clusters.") }
        if method == .dbscan || density || affinity == .epsilon || graph == .epsilon, eps == nil { throw ValidationError("Give --eps, how far neighbours are at most.") }
        if method == .dbscan, clusters != nil { throw ValidationError("--method dbscan finds the number of clusters itself; leave --clusters out.") }
        if isFile, label != nil || field != nil || filter != nil { throw ValidationError("--label, --field and --filter are for collections; \(source) is a file.") }
        if !isFile, labels != nil { throw ValidationError("--labels goes with a file of vectors; a collection is judged by --label FIELD.") }
    }

    func run() throws {
        let request = try request()
        if let report { try ReportPage.check(path: report) }
        let clustering = try isFile ? clusterFile(request) : clusterCollection(request)
        if let report { try clustering.page().write(to: report) }
        if shared.json { return Output.json(isFile ? clustering.json : clustering.summary) }
        show(clustering)
    }

    /// What has a slash or the ending of a file of vectors is a file; so is what lies there.
    private var isFile: Bool {
        source.contains("/") || files.format != nil || Self.endings.contains((source as NSString).pathExtension.lowercased()) || FileManager.default.fileExists(atPath: source)
    }

    private static let endings = ["npy", "fvecs", "bvecs", "ivecs", "csv", "tsv", "jsonl", "safetensors"]

    private func request() throws -> ClusterRequest {
        var request = ClusterRequest()
        (request.method, request.clusters, request.affinity, request.graph) = (method, clusters, affinity, graph)
        request.measure = try measure.map { try Measure(parsing: $0) }
        (request.gamma, request.neighbors, request.threshold, request.isScaled) = (gamma, neighbors, threshold, scale)
        (request.laplacian, request.components, request.eps, request.minimumPoints) = (laplacian, components, eps, minPoints)
        (request.groupsByDensity, request.batch, request.force, request.isExact) = (density, batch, force, exact)
        (request.seed, request.threads) = (seed, threads)
        return request
    }

    private func clusterFile(_ request: ClusterRequest) throws -> Clustering {
        let interruption = Interruption(), flag = interruption.flag
        defer { withExtendedLifetime(interruption) {} }
        return try Clustering(vectors: source, options: files.value, labels: labels, request) { _ in !flag.isSet }
    }

    private func clusterCollection(_ request: ClusterRequest) throws -> Clustering {
        let operations = try shared.open(field == nil ? .reading : .writing)
        let interruption = Interruption(), flag = interruption.flag
        defer { withExtendedLifetime(interruption) {} }
        let clustering = try operations.cluster(
            source, using: using, field: field, label: try label.map { try PayloadPath(parsing: $0) }, filter: try filter.map { try Filter(parsingTextOrJSON: $0) }, request
        ) { _ in !flag.isSet }
        try operations.close()
        return clustering
    }

    private func show(_ clustering: Clustering) {
        Table(clustering.table).print()
        Output.line("")
        Table(clustering.figures).print()
        if let field { Output.line("\(Text.grouped(clustering.labels.count)) points have their cluster in \(field)") }
        for note in clustering.notes { Console.message(note) }
    }

    private static func names<Names: CaseIterable & RawRepresentable>(_ type: Names.Type) -> String where Names.RawValue == String {
        type.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

extension ClusterRequest.Method: ExpressibleByArgument {}
extension ClusterRequest.Affinity: ExpressibleByArgument {}
extension ClusterRequest.Graph: ExpressibleByArgument {}
extension Laplacian: ExpressibleByArgument {}
