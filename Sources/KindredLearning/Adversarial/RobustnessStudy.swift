internal import KindredMath
internal import KindredNN

/// One collection's answers under attack: FGSM and PGD at a size and at others, the smallest changes of DeepFool, and certificates.
///
///     let study = try RobustnessStudy(attack, StudySettings(epsilon: 0.1))
///     let figures = try study.run(queries)
///     figures.clean     // the share of rows that find their class first
///     figures.pgd       // the share that still do under the strong attack
///
/// PGD starts from FGSM's point and keeps the best, and each size starts from what the smaller one reached: it is never weaker than FGSM,
/// and never weaker for more room. Blocks of rows are attacked together, threads share the blocks, and the same rows give the same figures
/// whatever the threads.
public struct RobustnessStudy: Sendable {
    /// What is attacked.
    public let attack: RetrievalAttack
    /// How thoroughly.
    public let settings: StudySettings
    /// Rows attacked together: a product packs all rows that answer, which as many as these share.
    private static let block = 32

    /// - Throws: `invalidParameter`.
    public init(_ attack: RetrievalAttack, _ settings: StudySettings) throws(LearningError) {
        try settings.validate(classes: (attack.labels.max() ?? -1) + 1)
        self.attack = attack
        self.settings = settings
    }

    /// Attacks some rows.
    ///
    /// - Parameters:
    ///   - progress: told how many of how many rows are done.
    ///   - isCancelled: asked between the sizes of every block of rows, by the threads that attack them.
    /// - Throws: `tooFewRows` when no row has another of its class; `cancelled`.
    /// - Complexity: O(steps · queries · rows).
    public func run(_ queries: [Int], progress: (Int, Int) -> Void = { _, _ in }, isCancelled: @Sendable () -> Bool = { false }) throws(LearningError) -> RobustnessFigures {
        var asked = attack.askable(queries)
        if let target = settings.target { asked = asked.filter { attack.labels[$0] != target } }
        guard !asked.isEmpty else { throw LearningError(.tooFewRows, "none of \(queries.count) rows can be attacked: no other has its class") }
        let wave = Self.block * max(1, settings.threads), certified = asked.evenly(settings.certified), all = asked.count + certified.count
        var outcomes: [AttackedRow] = [], certificates: [Certificate] = []
        for start in stride(from: 0, to: asked.count, by: wave) {
            let rows = Array(asked[start..<min(start + wave, asked.count)])
            outcomes += RowBlocks(count: rows.count, threads: settings.threads, size: Self.block).map { attacked(Array(rows[$0]), isCancelled) }.flatMap { $0 }
            try check(isCancelled, start, all)
            progress(outcomes.count, all)
        }
        let smoothing = RandomisedSmoothing(noise: settings.noise ?? 2.5 * settings.epsilon, draws: settings.draws, seed: settings.seed)
        if smoothing.noise > 0 {
            for start in stride(from: 0, to: certified.count, by: max(1, settings.threads)) {
                try check(isCancelled, asked.count + start, all)
                let rows = Array(certified[start..<min(start + max(1, settings.threads), certified.count)])
                certificates += RowBlocks(count: rows.count, threads: settings.threads, size: 1).map { smoothing.certificate(of: rows[$0.lowerBound], attack) }
                progress(asked.count + certificates.count, all)
            }
        }
        return RobustnessFigures(outcomes, certificates, settings)
    }

    private func check(_ isCancelled: () -> Bool, _ done: Int, _ all: Int) throws(LearningError) {
        if isCancelled() { throw LearningError(.cancelled, "the attack was stopped after \(done) of \(all) rows") }
    }

    private var goal: AttackGoal { AttackGoal(.margin, isTargeted: settings.target != nil) }

    private func attacked(_ rows: [Int], _ isCancelled: () -> Bool) -> [AttackedRow] { attacked(rows, attack.model, isCancelled) }

    /// What becomes of rows; nothing once it was cancelled.
    private func attacked(_ rows: [Int], _ model: some AttackedModel<Float>, _ isCancelled: () -> Bool) -> [AttackedRow] {
        let x = attack.inputs(rows), own = rows.map { attack.labels[$0] }, wanted = settings.target.map { target in own.map { _ in target } } ?? own
        let answers = answers(x, rows, model)
        var known: Tensor<Float>?, steps: [(fgsm: [Int], pgd: [Int], changed: Tensor<Float>)] = []
        let sizes = Self.sizes(settings)
        for size in sizes {
            if isCancelled() { return [] }
            let quick = FGSM(epsilon: size, norm: settings.norm, goal: goal)(model, x, rows: rows, labels: wanted, box: attack.box)
            var strong = attack.strongest(
                size, norm: settings.norm, steps: size == settings.epsilon ? settings.steps : settings.curveSteps, restarts: size == settings.epsilon ? settings.restarts : 0, seed: settings.seed)
            strong.goal = goal
            let changed = strong.changed(x, model, rows, wanted, attack.box, known: known)
            if size > 0 { known = changed }
            steps.append((self.answers(quick, rows, model), self.answers(changed, rows, model), changed))
        }
        let smallest = AttackNorm.allCases.map { norm in (norm, DeepFool(norm: norm)(model, x, rows: rows, labels: own, box: attack.box)) }
        let at = sizes.firstIndex(of: settings.epsilon) ?? 0
        return rows.indices.map { place in
            let origin = x.rows([place]).scalars
            let change = smallest.map { norm, outcome in
                outcome.isFooled[place] && answers[place] == own[place] ? Double(norm(zip(outcome.inputs.rows([place]).scalars, origin).map { $0 - $1 })) : nil
            }
            return AttackedRow(
                row: rows[place], label: own[place], answer: answers[place], length: Double(AttackNorm.l2(origin)), curve: zip(sizes, steps).map { .init($0, $1.fgsm[place], $1.pgd[place]) },
                smallestMaximum: change[0], smallestLength: change[1], changed: steps[at].changed.rows([place]).scalars)
        }
    }

    private func answers(_ x: Tensor<Float>, _ rows: [Int], _ model: some AttackedModel<Float>) -> [Int] {
        let evaluation = model.evaluation(at: x, of: rows)
        return rows.indices.map { evaluation.best($0) }
    }

    /// ε and the sizes on the curve, ascending.
    static func sizes(_ settings: StudySettings) -> [Double] {
        Set(settings.curve.map { $0 == 1 ? settings.epsilon : $0 * settings.epsilon } + [settings.epsilon]).sorted()
    }
}

/// What became of one row under attack.
public struct AttackedRow: Sendable {
    /// The answers at one size.
    public struct Step: Sendable, Hashable {
        /// ε.
        public let epsilon: Double
        /// The class found first after FGSM's change and after PGD's.
        public let fgsm, pgd: Int

        init(_ epsilon: Double, _ fgsm: Int, _ pgd: Int) {
            self.epsilon = epsilon
            self.fgsm = fgsm
            self.pgd = pgd
        }
    }
    /// Which row, its class, and the class found first for the row as it is.
    public let row, label, answer: Int
    /// |x|.
    public let length: Double
    /// The answers at each size, ascending.
    public let curve: [Step]
    /// DeepFool's smallest changes by their largest component and by their length; nil when the answer was wrong already, or no change was found.
    public let smallestMaximum, smallestLength: Double?
    /// The row as PGD made it at ε.
    public let changed: [Float]

    /// The answers at a size.
    public func step(_ epsilon: Double) -> Step { curve.first { $0.epsilon == epsilon } ?? Step(epsilon, answer, answer) }
}

extension [Int] {
    /// At most so many, spread evenly.
    func evenly(_ most: Int) -> [Int] {
        guard most > 0, !isEmpty else { return [] }
        return (0..<Swift.min(most, count)).map { self[$0 * count / Swift.min(most, count)] }
    }
}
