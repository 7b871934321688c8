public import ArgumentParser
import Foundation
public import KindredService

/// What every command takes.
struct SharedOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The database's directory.", valueName: "dir"), completion: .directory)
    var database: String = ProcessInfo.processInfo.environment["KINDRED_DATABASE"] ?? "kindred-data"

    @Flag(help: "Answer in JSON, one object per line.")
    var json = false

    /// Opens the database.
    func open(_ access: Operations.Access) throws -> Operations { try Operations(path: database, access: access) }
}

/// How to read a vector file, for commands that take one.
struct FileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The file's format (\(VectorFileFormat.allCases.map(\.rawValue).joined(separator: ", "))), when its name does not tell.", valueName: "name"))
    var format: VectorFileFormat?

    @Option(help: ArgumentHelp("The tensor of a safetensors file.", valueName: "name"))
    var tensor: String?

    @Option(help: ArgumentHelp("The vector's columns of a CSV file: auto, numeric, a prefix (v*), or names (x,y,z).", valueName: "columns"))
    var vectorColumns: VectorColumns = .automatic

    /// The options as the readers take them.
    var value: VectorFileOptions { VectorFileOptions(format: format, tensor: tensor, vectorColumns: vectorColumns) }
}

extension VectorFileFormat: ExpressibleByArgument {}

extension IndexConfiguration.Kind: ExpressibleByArgument {}

extension VectorColumns: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { "auto" }
}

extension PointID: ExpressibleByArgument {
    public init?(argument: String) {
        guard let id = try? PointID(parsing: argument) else { return nil }
        self = id
    }
}
