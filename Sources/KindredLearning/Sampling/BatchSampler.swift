/// Which rows train together.
///
/// An epoch's batches follow from the sampler and the number of the epoch alone: training can be resumed at any epoch, and
/// nothing has to be kept for it.
public protocol BatchSampler: Sendable {
    /// The batches of an epoch, each of row numbers.
    func batches(epoch: Int) -> [[Int]]
}
