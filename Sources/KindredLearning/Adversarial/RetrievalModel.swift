public import KindredMath
public import KindredNN
public import KindredSimilarity

/// Classification by what a collection serves: the class of the nearest row.
///
/// The logit of a class is the similarity of the query to the nearest of its rows, minus the distance under measures that are distances;
/// so the largest logit is the class of the nearest neighbour, and the lead of the best wrong class is the margin between the best wrong
/// and the best right neighbour. Neighbours are found anew at every point that an attack visits, among all rows and exactly.
///
/// Gradients go through the whole measure, its encoder included. Measures that the tape cannot follow are refused here:
/// ``FiniteDifferenceModel`` takes them.
public struct RetrievalModel: AttackedModel {
    private let form: any ComparedForm
    /// The rows as they are compared.
    private let gallery: Matrix<Float>
    /// ½|e|² of each row for distances, and nothing for products.
    private let halves: [Float]
    private let labels: [Int]
    private let classes: Int

    /// Rows of a product at a time.
    private static let block = 4096

    /// Rows that answer, and their classes 0..<C; nil for a measure that cannot be differentiated.
    ///
    /// - Precondition: as many labels as rows.
    /// - Complexity: O(*n*) embeddings.
    public init?(_ rows: Matrix<Float>, labels: [Int], measure: Measure, threads: Int = 1) {
        precondition(rows.rows == labels.count, "\(rows.rows) rows and \(labels.count) labels")
        guard let form = RetrievalForm(measure, dimension: rows.columns) else { return nil }
        self.init(rows, labels: labels, form: form, threads: threads)
    }

    /// Grey images that answer by what an encoder makes of them, compared by cosine.
    ///
    /// - Precondition: as many labels as images, and images of the encoder's size.
    /// - Complexity: O(*n*) embeddings.
    public init(_ images: Matrix<Float>, labels: [Int], encoder: ImageEncoder, threads: Int = 1) {
        precondition(images.rows == labels.count, "\(images.rows) images and \(labels.count) labels")
        self.init(images, labels: labels, form: encoder, threads: threads)
    }

    private init(_ rows: Matrix<Float>, labels: [Int], form: some ComparedForm, threads: Int) {
        let blocks = RowBlocks(count: rows.rows, threads: threads, size: 512).map { range in
            form.embedded(Variable(Tensor(Array(rows.elements[range.lowerBound * rows.columns..<range.upperBound * rows.columns]), shape: [range.count, rows.columns]))).value.scalars
        }
        let values = blocks.flatMap { $0 }
        self.form = form
        self.labels = labels
        gallery = Matrix(rows: rows.rows, columns: values.count / max(1, rows.rows), elements: values)
        halves = form.isDistance ? gallery.squaredNorms.map { Float($0 / 2) } : []
        classes = (labels.max() ?? -1) + 1
    }

    /// Similarities of inputs to the nearest row of each class but the row that each input is.
    ///
    /// - Complexity: O(B · *n* · D).
    public func evaluation(at inputs: Tensor<Float>, of rows: [Int]) -> LogitEvaluation<Float> {
        let embedded = form.embedded(Variable(inputs)).value
        let nearest = nearest(embedded, of: rows)
        var logits = Tensor<Float>(repeating: -.infinity, shape: [rows.count, classes])
        for (place, row) in nearest.enumerated() where row >= 0 { logits.scalars[place] = similarity(embedded, place / classes, row) }
        return LogitEvaluation(logits) { combinations in gradients(inputs, embedded, nearest, combinations) }
    }

    /// The nearest row of each class for each input, B × C; −1 where a class has none.
    func nearest(_ embedded: Tensor<Float>, of rows: [Int]) -> [Int] {
        let count = rows.count, width = gallery.columns
        var best = [Float](repeating: -.infinity, count: count * classes), nearest = [Int](repeating: -1, count: count * classes)
        for first in stride(from: 0, to: gallery.rows, by: Self.block) {
            let size = min(Self.block, gallery.rows - first)
            var scores = [Float](repeating: 0, count: count * size)
            var product = scores.mutableSpan
            BLAS.active.multiply(
                embedded.scalars.span, gallery.elements.span.extracting(first * width..<(first + size) * width), transposeB: true, m: count, n: size, k: width,
                into: &product)
            for place in 0..<count {
                let own = rows[place], start = place * classes
                for j in 0..<size where first + j != own {
                    let score = halves.isEmpty ? product[place * size + j] : product[place * size + j] - halves[first + j]
                    let slot = start + labels[first + j]
                    if score > best[slot] { (best[slot], nearest[slot]) = (score, first + j) }
                }
            }
        }
        return nearest
    }

    /// The similarity, or minus the distance, of an input and a row, computed directly.
    private func similarity(_ embedded: Tensor<Float>, _ place: Int, _ row: Int) -> Float {
        let width = gallery.columns
        let a = embedded.scalars.span.extracting(place * width..<(place + 1) * width), b = gallery.elements.span.extracting(row * width..<(row + 1) * width)
        return form.isDistance ? -Kernels.active.squaredL2(a, b).squareRoot() : Kernels.active.dot(a, b)
    }

    /// Σ weight · ∂similarity/∂embedding, taken back through the measure.
    private func gradients(_ inputs: Tensor<Float>, _ embedded: Tensor<Float>, _ nearest: [Int], _ combinations: [LogitCombination<Float>]) -> Tensor<Float> {
        let width = gallery.columns
        var seed = Tensor<Float>(repeating: 0, shape: [combinations.count, width])
        for (m, combination) in combinations.enumerated() {
            for (label, weight) in combination.terms {
                let row = nearest[combination.place * classes + label]
                guard row >= 0 else { continue }
                let distance = form.isDistance ? max(-similarity(embedded, combination.place, row), 1e-12) : 1
                for j in 0..<width {
                    let target = gallery.elements[row * width + j]
                    seed.scalars[m * width + j] += form.isDistance ? weight * (target - embedded.scalars[combination.place * width + j]) / distance : weight * target
                }
            }
        }
        let x = Variable(inputs.rows(combinations.map(\.place)), requiresGradient: true)
        form.embedded(x).backward(from: seed)
        return x.gradient ?? Tensor(repeating: 0, shape: x.shape)
    }
}

extension RetrievalModel {
    /// The nearest row of the right class and of the best wrong one for inputs; nil where there is none.
    public func neighbours(at inputs: Tensor<Float>, of rows: [Int], labels: [Int]) -> [(right: Int?, wrong: Int?)] {
        let evaluation = evaluation(at: inputs, of: rows), nearest = nearest(form.embedded(Variable(inputs)).value, of: rows)
        return labels.enumerated().map { place, label in
            let right = nearest[place * classes + label], wrong = nearest[place * classes + evaluation.best(place, excluding: label)]
            return (right < 0 ? nil : right, wrong < 0 ? nil : wrong)
        }
    }
}
