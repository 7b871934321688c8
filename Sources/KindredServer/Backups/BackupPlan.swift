#if Server
/// Where and how often the server copies its database.
public struct BackupPlan: Sendable {
    /// The folder that the copies are put into; it is made when there is none.
    public var folder: String
    /// From one copy to the next.
    public var interval: Duration
    /// How many copies are kept: the newest.
    public var keep: Int

    /// A plan.
    /// - Precondition: an interval above 0, and at least one copy.
    public init(folder: String, interval: Duration = .seconds(86_400), keep: Int = 7) {
        precondition(interval > .zero && keep >= 1, "backups need an interval and a place, not \(interval) and \(keep)")
        self.folder = folder
        self.interval = interval
        self.keep = keep
    }
}
#endif
