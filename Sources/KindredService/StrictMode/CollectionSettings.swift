import Kindred

/// What requests ask of a collection's parameters again and again: read once, until the parameters change.
struct CollectionSettings: Sendable {
    /// The limits that requests must keep; nil when they are off.
    let strictMode: StrictMode?
    /// The sparse vectors whose queries weigh components by how rare they are.
    let frequencyWeighted: Set<String>
    /// The vectors whose components are whole numbers from 0 to 255.
    let byteVectors: Set<String>
    /// The vectors whose components are rounded to half precision.
    let halfVectors: Set<String>
    private let usage: CollectionUsage

    /// - Parameter old: the settings before, whose tokens are used up as far as they are, so that no change of parameters renews them.
    init(_ text: String?, old: CollectionSettings?) throws {
        let parameters = try text.map { try CollectionParameters(stored: $0) }
        let limits = parameters?.strictMode.flatMap { StrictLimits($0) }
        usage = old?.usage ?? CollectionUsage()
        strictMode = limits.map { [usage] in StrictMode(limits: $0, usage: usage) }
        frequencyWeighted = Set(parameters?.sparseVectors.filter { $0.vector.usesIDF }.map(\.name) ?? [])
        func names(_ datatype: String) -> Set<String> { Set(parameters?.vectors.filter { $0.vector.datatype == datatype }.map(\.name) ?? []) }
        byteVectors = names("uint8")
        halfVectors = names("float16")
    }
}

extension VectorCollection {
    /// What the doors said of the collection.
    ///
    /// - Throws: `StorageError` when it cannot be read.
    var settings: CollectionSettings {
        get throws { try doorValue { text, old in try CollectionSettings(text, old: old) } }
    }

    /// Whether queries of a sparse vector weigh components by how rare they are.
    func usesInverseFrequencies(_ name: String) -> Bool { (try? settings.frequencyWeighted.contains(name)) ?? false }
}
