public import ArgumentParser
public import KindredService

/// How a mixture is fitted, for commands that fit one.
struct MixtureOptions: ParsableArguments {
    @Option(help: "What the covariances of components may be.")
    var covariance = MixtureParameters.Covariance.full

    @Option(parsing: .unconditional, help: ArgumentHelp("Runs from different seeds, of which the likeliest is kept.", valueName: "n"))
    var restarts = 10

    @Option(parsing: .unconditional, help: ArgumentHelp("Added to every variance.", valueName: "x"))
    var regularization = 1e-6

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of the first run.", valueName: "n"))
    var seed: UInt64 = 0

    /// The options as the fit takes them.
    func parameters(components: Int) -> MixtureParameters {
        MixtureParameters(components: components, covariance: covariance, regularization: regularization, restarts: restarts, seed: seed)
    }
}

struct FitMixture: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mixture",
        abstract: "Fit a mixture of Gaussians to vectors, and say what sets its components apart.",
        discussion: """
            kindred match distributions mixture iris.csv --vector-columns "petal length,petal width" --components 3

            kindred match distributions mixture more.csv --model iris.safetensors

            Of several numbers of components, the one with the least BIC is the one to choose. A mixture kept by --save says of new vectors, \
            with --model, to which component they belong and which it did not expect.
            """)

    @Argument(help: "A file of vectors.", completion: .file())
    var vectors: String

    @Option(parsing: .unconditional, help: ArgumentHelp("How many components; 3 by default.", valueName: "n"))
    var components: Int?

    @Option(help: ArgumentHelp("Keep the mixture in a file.", valueName: "file.safetensors"), completion: .file())
    var save: String?

    @Option(help: ArgumentHelp("Fit nothing, but lay the vectors beside a mixture kept by --save.", valueName: "file.safetensors"), completion: .file())
    var model: String?

    @Option(help: ArgumentHelp("Write how much of each vector belongs to each component: .npy.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Write a page with a plot of the vectors by component.", valueName: "file.html"), completion: .file())
    var report: String?

    @OptionGroup var mixture: MixtureOptions
    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard model == nil || save == nil else { throw ValidationError("--model fits nothing that --save could keep.") }
        guard model == nil || components == nil else { throw ValidationError("--model says how many components there are, --components too.") }
    }

    func run() throws {
        for path in [self.report, save].compactMap(\.self) { try ReportPage.check(path: path) }
        let report = try mixtureReport()
        if let output { try report.write(to: output) }
        if let save { try report.saved.write(to: save) }
        if let page = self.report { try report.page(vectors).write(to: page) }
        if shared.json { return Output.json(report.json) }
        Output.line(model == nil ? Self.fit(report) : Self.match(report))
        components(report).print()
        if model != nil { Output.line(Self.unexpected(report)) }
    }

    private func mixtureReport() throws -> MixtureReport {
        if let model { return try MixtureReport(vectors: vectors, options: files.value, model: SavedMixture(contentsOf: model)) }
        let interruption = Interruption()
        return try MixtureReport(vectors: vectors, options: files.value, parameters: mixture.parameters(components: components ?? 3)) { [flag = interruption.flag] in flag.isSet }
    }

    private static func fit(_ report: MixtureReport) -> String {
        let fit = report.mixture
        return "log-likelihood of a vector \(Text.fixed(fit.logLikelihood, 4)), BIC \(Text.fixed(fit.bic(report.count), 2)), AIC \(Text.fixed(fit.aic(report.count), 2))"
            + (fit.isConverged ? "" : " (not settled yet)")
    }

    private static func match(_ report: MixtureReport) -> String {
        let mean = report.logDensities.reduce(0, +) / Double(report.count)
        return "log-likelihood of a vector \(Text.fixed(mean, 4)), where the mixture was fitted \(Text.fixed(report.mixture.logLikelihood, 4))"
    }

    /// The three vectors that the mixture expects least.
    private static func unexpected(_ report: MixtureReport) -> String {
        let densities = report.logDensities, rows = densities.indices.sorted { (densities[$0], $0) < (densities[$1], $1) }.prefix(3)
        return "least expected: " + rows.map { "row \($0) (\(Text.fixed(densities[$0], 2)))" }.joined(separator: ", ")
    }

    private func components(_ report: MixtureReport) -> Table {
        let fit = report.mixture
        var table = Table(["component", "weight", "vectors", "what sets it apart"])
        let labels = report.labels
        for component in fit.components.indices {
            table.add(["\(component)", Text.fixed(fit.weights[component], 3), "\(labels.count { $0 == component })", report.words(component)])
        }
        return table
    }
}

extension MixtureParameters.Covariance: ExpressibleByArgument {}
