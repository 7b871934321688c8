internal import KindredMath
internal import KindredNN

/// The losses by the names that commands know them by.
public enum LossKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// L-1: cross-entropy.
    case softmax
    /// L-2.
    case contrastive
    /// L-3.
    case siamese
    /// L-4.
    case triplet
    /// L-5: cross-entropy and centers.
    case center
    /// L-6.
    case normalizedSoftmax = "normalized-softmax"
    /// L-7.
    case lSoftmax = "l-softmax"
    /// L-8.
    case sphereFace = "sphereface"
    /// L-9.
    case cosFace = "cosface"
    /// L-10.
    case arcFace = "arcface"
    /// L-11.
    case airFace = "airface"
    /// L-12.
    case combinedMargin = "combined-margin"
    /// L-13.
    case ntXent = "nt-xent"
    /// L-14.
    case hardContrastive = "hard-contrastive"
    /// L-15.
    case supCon = "supcon"

    /// Whether it compares rows of a batch with each other, so that a batch needs several rows of a class; the others keep a
    /// column for each class.
    public var comparesRows: Bool {
        switch self {
        case .contrastive, .siamese, .triplet, .ntXent, .hardContrastive, .supCon: true
        default: false
        }
    }

    /// Whether it can learn from listed pairs, where no labels are.
    public var takesPairs: Bool {
        switch self {
        case .contrastive, .siamese, .triplet, .ntXent: true
        default: false
        }
    }
}

/// What makes triplets and pairs of a batch, by the names that commands know them by.
public enum MinerKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// Everything there is to compare.
    case all
    /// 0 < gap ≤ margin.
    case semiHard = "semi-hard"
    /// gap ≤ 0.
    case hard
    /// The farthest positive and the nearest negative of each anchor.
    case batchHard = "batch-hard"
    /// gap > margin.
    case easy
    /// Hard negatives from the whole collection join each batch.
    case index
    /// Negatives drawn by their similarity.
    case adaptive

    var choice: TripletMiner.Choice? { TripletMiner.Choice(rawValue: rawValue).flatMap { self == .all ? nil : $0 } }
}

extension TrainingSettings {
    /// The loss of these settings over embeddings, with a head for `classes` where it wants one.
    func makeLoss(classes: Int) -> any EmbeddingLoss<Float> {
        var random = SeededRandom(seed: seed, stream: 0x1055)
        let head = { ClassHead<Float>(dimension: dimension, classes: classes, random: &random) }
        let distance: EmbeddingDistance = isUnit ? .unitEuclidean : .euclidean
        switch loss {
        case .contrastive: return ContrastiveLoss(negativeMargin: margin, distance: distance)
        case .siamese: return SiameseLoss(dimension: dimension)
        case .triplet: return TripletLoss(margin: margin, distance: distance)
        case .ntXent: return InfoNCELoss(temperature: temperature)
        case .hardContrastive: return HardContrastiveLoss(temperature: temperature, hardness: hardness)
        case .supCon: return SupConLoss(temperature: temperature)
        case .softmax: return SoftmaxLoss(head(), hasBias: true, smoothing: smoothing)
        case .center: return CenterLoss(head(), weight: centerWeight, smoothing: smoothing)
        case .lSoftmax, .sphereFace: return MultipleAngleLoss(head(), multiple: max(1, Int(margin)), hasUnitColumns: loss == .sphereFace)
        default: return MarginSoftmaxLoss(head(), margin: angularMargin, scale: scale, smoothing: smoothing)
        }
    }

    private var angularMargin: AngularMargin {
        switch loss {
        case .cosFace: .cosine(margin)
        case .arcFace: .angle(margin)
        case .airFace: .linear(margin)
        case .combinedMargin: .combined(1, margin, 0.1)
        default: .none
        }
    }
}
