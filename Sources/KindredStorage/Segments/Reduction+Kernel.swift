import KindredMath
import KindredSimilarity

extension Reduction {
    /// The kernel that computes the reduction; nil for those that only plain loops compute.
    var kernel: KernelReduction? {
        switch self {
        case .dot: .dot
        case .squaredEuclidean: .squaredL2
        case .manhattan: .l1
        case .chebyshev: .lInfinity
        default: nil
        }
    }
}
