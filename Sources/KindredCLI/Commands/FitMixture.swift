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

            Of several numbers of components, the one with the least BIC is the one to choose.
            """)

    @Argument(help: "A file of vectors.", completion: .file())
    var vectors: String

    @Option(parsing: .unconditional, help: ArgumentHelp("How many components.", valueName: "n"))
    var components = 3

    @Option(help: ArgumentHelp("Write how much of each vector belongs to each component: .npy.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Write a page with a plot of the vectors by component.", valueName: "file.html"), completion: .file())
    var report: String?

    @OptionGroup var mixture: MixtureOptions
    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        if let page = self.report { try ReportPage.check(path: page) }
        let interruption = Interruption()
        let report = try MixtureReport(vectors: vectors, options: files.value, parameters: mixture.parameters(components: components)) { [flag = interruption.flag] in flag.isSet }
        if let output { try report.write(to: output) }
        if let page = self.report { try report.page(vectors).write(to: page) }
        if shared.json { return Output.json(report.json) }
        let fit = report.mixture
        Output.line(
            "log-likelihood of a vector \(Text.fixed(fit.logLikelihood, 4)), BIC \(Text.fixed(fit.bic(report.count), 2)), AIC \(Text.fixed(fit.aic(report.count), 2))"
                + (fit.isConverged ? "" : " (not settled yet)"))
        var table = Table(["component", "weight", "vectors", "what sets it apart"])
        let labels = report.labels
        for component in fit.components.indices {
            table.add(["\(component)", Text.fixed(fit.weights[component], 3), "\(labels.count { $0 == component })", report.words(component)])
        }
        table.print()
    }
}

extension MixtureParameters.Covariance: ExpressibleByArgument {}
