import ArgumentParser
import Foundation
import KindredService

/// Pictures instead of labelled vectors, for `kindred evaluate`.
struct JudgedPictures: ParsableArguments {
    @Option(help: ArgumentHelp("The model of images that makes vectors of a folder's pictures, as learn --images wrote it.", valueName: "file"), completion: .file())
    var model: String?

    @Option(help: ArgumentHelp("Which row of a file of vectors is whose picture, as embed --names FILE.jsonl wrote it.", valueName: "file"), completion: .file())
    var names: String?

    @OptionGroup var pictures: PictureOptions

    @Option(
        help: ArgumentHelp(
            "How often a picture finds another of its identity among these strangers, a list as of --list, by the protocol of MegaFace; --list names the probes.",
            valueName: "file"), completion: .file())
    var distractors: String?

    /// Whether pictures are judged.
    var isAsked: Bool { model != nil || names != nil }

    /// Whether nothing is said of pictures.
    var isEmpty: Bool { !isAsked && pictures.isEmpty && distractors == nil }

    func check(_ judged: JudgedOptions, pairs: String?) throws {
        guard model == nil || names == nil else { throw ValidationError("Give --model FILE for a folder of pictures, or --names FILE for vectors.") }
        guard judged.label == nil, judged.labels == nil, judged.measure == nil, judged.filter == nil, judged.using.isEmpty else {
            throw ValidationError("Pictures have their identities: --label, --labels, --measure, --filter and --using belong to collections and other files.")
        }
        guard pairs == nil || distractors == nil else { throw ValidationError("--pairs and --distractors are two protocols: give one.") }
    }

    func request(_ judged: JudgedOptions) -> PictureRequest {
        let source: PictureRequest.Source =
            model.map { .folder(judged.name, model: $0) } ?? .vectors(judged.name, names: names ?? "", options: judged.files.value)
        return pictures.request(source, threads: ProcessInfo.processInfo.activeProcessorCount)
    }
}

extension PairEvaluation {
    /// Prints the figures.
    func show(_ isJSON: Bool) {
        if isJSON { return Output.json(json) }
        PictureOptions.tell(skipped)
        let left = leftOut == 0 ? "" : "; \(Text.grouped(leftOut)) pairs of pictures that are left out are not judged"
        Output.line(
            "accuracy \(Text.fixed(accuracy.mean, 4)) ± \(Text.fixed(accuracy.standardError, 4)) over \(accuracy.folds.count) folds, \(Text.grouped(pairs)) pairs\(left)")
        let rates = acceptances.map { "TAR at FAR \($0.rate) \($0.share.map { Text.fixed($0, 3) } ?? "n/a")" }
        Output.line("AUC \(Text.fixed(area, 4)), equal error rate \(Text.fixed(equalErrorRate, 4)), \(rates.joined(separator: ", "))")
    }
}

extension DistractorEvaluation {
    /// Prints the rates.
    func show(_ isJSON: Bool) {
        if isJSON { return Output.json(json) }
        PictureOptions.tell(skipped)
        let left = alone == 0 ? "" : "; \(Text.grouped(alone)) are alone in their identity and no probes"
        Output.line("\(Text.grouped(probes)) probes of \(Text.grouped(identities)) identities, \(Text.grouped(trials)) pairs of them\(left)")
        var table = Table(["distractors", "rank 1", "rank 10"])
        for point in points { table.add([Text.grouped(point.distractors), Text.fixed(point.rank1, 4), Text.fixed(point.rank10, 4)]) }
        table.print()
    }
}
