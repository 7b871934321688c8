/// Which Kindred this is.
public enum KindredVersion {
    /// The version of the package, as its tags name it.
    public static let current = "0.1.0"
}
