/// How far one distribution is from another.
///
/// All are 0 for equal distributions and use natural logarithms. Only `hellinger` is a metric; `kullbackLeibler` is not even
/// symmetric: it says how much is lost when the second distribution stands in for the first, and is infinite when the second
/// calls impossible what the first does not.
public enum Divergence: String, Sendable, Hashable, CaseIterable {
    /// ∫ p ln(p/q). Kullback, Leibler, Annals of Mathematical Statistics 22(1), 1951.
    case kullbackLeibler = "kl"
    /// The sum of both directions of `kullbackLeibler`. Jeffreys, Proc. Royal Society A 186, 1946.
    case jeffreys
    /// The mean of both `kullbackLeibler` to the even mixture; 0…ln 2. Lin, IEEE Trans. Information Theory 37(1), 1991.
    case jensenShannon = "js"
    /// −ln ∫ √(pq). Bhattacharyya, Bulletin of the Calcutta Mathematical Society 35, 1943.
    case bhattacharyya
    /// √(1 − ∫ √(pq)); 0…1, a metric. Hellinger, Journal für die reine und angewandte Mathematik 136, 1909.
    case hellinger
    /// The squared 2-Wasserstein distance: the least mean squared way to move one distribution onto the other. Of Gaussians in
    /// closed form; of mixtures the least over ways to pair components (Delon, Desolneux, SIAM J. Imaging Sciences 13(2), 2020).
    case wasserstein = "w2"

    /// The names, in order.
    public static var names: [String] { allCases.map(\.rawValue) }
}
