import KindredLearning
import KindredMath

extension Experiment {
    /// E1 on handwriting: characters of alphabets never seen.
    static let unseenAlphabets = Experiment(
        number: "E1-omniglot", name: "unseen-alphabets",
        question:
            "Do metric losses serve characters of alphabets never seen better than cross-entropy? 136 characters of small1 teach, 106 of small2 are retrieved; a perceptron (mean of three seeds), then convolutions on images shifted and turned a little, margins and scales varied. Needs --data with omniglot-small1 and omniglot-small2."
    ) { data in
        let study = try AlphabetStudy(folder: data.folder, threads: data.threads)
        var table = ReportTable(["network", "loss", "P@1", "MAP@R", "TAR@FAR 0.01"])
        func add(_ network: String, _ name: String, _ figures: AlphabetStudy.Figures) {
            table.add([network, name] + [figures.precision, figures.meanAveragePrecision, figures.acceptance].map { ReportNumber.fixed($0, 4) })
        }
        let pixels = try study.pixels()
        add("none", "pixels", pixels)
        let seeds = data.seed..<data.seed + 3
        var found: [String: AlphabetStudy.Figures] = [:]
        for method in AlphabetStudy.methods {
            let figures = try study.figures(method, AlphabetStudy.perceptron, seeds: seeds)
            found[method.name] = figures
            add("perceptron", method.name, figures)
        }
        var convolved: [(method: AlphabetStudy.Method, map: Double)] = []
        for method in AlphabetStudy.convolvedMethods {
            let figures = try study.figures(
                method, AlphabetStudy.convolutions, augmentation: AlphabetStudy.augmentation, seeds: data.seed..<data.seed + 1)
            convolved.append((method, figures.meanAveragePrecision))
            add("convolutions", method.name, figures)
        }
        return ExperimentOutcome(table: table, claims: claims(pixels, found, convolved))
    }

    private static func claims(
        _ pixels: AlphabetStudy.Figures, _ perceptron: [String: AlphabetStudy.Figures], _ convolved: [(method: AlphabetStudy.Method, map: Double)]
    ) -> [Claim] {
        func map(_ name: String) -> Double { perceptron[name]?.meanAveragePrecision ?? .nan }
        let entropy = AlphabetStudy.crossEntropy.name, together = min(map("center"), map("contrastive")) - map(entropy)
        let collapsed = pixels.meanAveragePrecision - max(map("l-softmax, 2θ at once"), map("sphereface, 2θ at once"))
        let plain = convolved.first { $0.method.name == entropy }?.map ?? .nan
        let best = convolved.filter { $0.method.name != entropy }.max { $0.map < $1.map }
        let margins = convolved.filter { $0.method.isMargin }.map(\.map).max() ?? .nan
        return [
            Claim("drawing to centres and contrasting pairs beat cross-entropy (perceptron)", together > 0, together, "MAP@R of the worse of the two less that of cross-entropy"),
            Claim("multiples of an angle fail without annealing (perceptron)", collapsed > 0, collapsed, "MAP@R of the pixels less that of the better of the two"),
            Claim(
                "with convolutions the best metric loss beats cross-entropy by 0.03", (best?.map ?? .nan) - plain >= 0.03, (best?.map ?? .nan) - plain,
                "MAP@R of \(best?.method.name ?? "none") less that of cross-entropy"),
            Claim("with convolutions some margin and scale beats cross-entropy", margins > plain, margins - plain, "MAP@R of the best margin less that of cross-entropy"),
        ]
    }
}

extension AlphabetStudy {
    static let crossEntropy = Method(name: "softmax") { SoftmaxLoss($0, hasBias: true) }

    /// What the perceptron learns by.
    static let methods: [Method] =
        [
            crossEntropy, Method(name: "center") { CenterLoss($0, weight: 0.01) }, Method(name: "normalized-softmax, scale 20") { MarginSoftmaxLoss($0, scale: 20) },
            margin("cosface", .cosine(0.35), 16), margin("arcface", .angle(0.5), 16), margin("airface", .linear(0.45), 16), contrastive,
        ] + triplets + [
            Method(name: "supcon") { _ in SupConLoss() },
            Method(name: "sphereface, 4θ annealed") { MultipleAngleLoss($0, hasUnitColumns: true) },
            Method(name: "l-softmax, 4θ annealed") { MultipleAngleLoss($0, hasUnitColumns: false) },
            Method(name: "l-softmax, 2θ at once") { MultipleAngleLoss($0, multiple: 2, hasUnitColumns: false, annealing: nil) },
            Method(name: "sphereface, 2θ at once") { MultipleAngleLoss($0, multiple: 2, hasUnitColumns: true, annealing: nil) },
        ]

    /// What convolutions learn by.
    static let convolvedMethods: [Method] =
        [
            crossEntropy, Method(name: "center") { CenterLoss($0, weight: 0.01) }, Method(name: "normalized-softmax, scale 20") { MarginSoftmaxLoss($0, scale: 20) },
        ]
        + [8.0, 16, 32].flatMap { scale in [0.1, 0.35].map { margin("cosface", .cosine($0), scale, $0) } }
        + [8.0, 16, 32].map { margin("arcface", .angle(0.3), $0, 0.3) } + [contrastive, triplets[0], triplets[1]]
        + [Method(name: "supcon") { _ in SupConLoss() }, Method(name: "sphereface, 4θ annealed") { MultipleAngleLoss($0, hasUnitColumns: true) }]

    private static let contrastive = Method(name: "contrastive") { _ in ContrastiveLoss() }

    private static let triplets = [TripletMiner.Choice.all, .semiHard, .hard, .batchHard].map { choice in
        Method(name: "triplet, \(choice.rawValue)", choice: TripletMiner(choice)) { _ in TripletLoss(margin: 0.2) }
    }

    private static func margin(_ name: String, _ margin: AngularMargin, _ scale: Double, _ size: Double? = nil) -> Method {
        Method(name: "\(name), scale \(Int(scale))" + (size.map { ", margin \($0)" } ?? ""), isMargin: true) { MarginSoftmaxLoss($0, margin: margin, scale: scale) }
    }
}
