public import Kindred

extension Clustering {
    /// The clustering as one JSON object; `labels` has a number for each point, −1 for noise.
    public var json: JSONObject {
        var object = summary
        object["labels"] = .array(labels.map { .init($0) })
        return object
    }

    /// Everything but the labels.
    public var summary: JSONObject {
        var object: JSONObject = [
            "source": .string(source), "method": .string(request.method.rawValue), "n": .init(labels.count), "dimension": .init(dimension),
            "clusters": .init(sizes.count), "sizes": .array(sizes.map { .init($0) }), "noise": .init(noiseCount), "silhouette": .figure(silhouette.mean, 6),
            "ari": .figure(agreement?.adjustedRand, 6), "nmi": .figure(agreement?.mutualInformation, 6), "seconds": .figure(seconds, 4),
            "notes": .array(notes.map { .string($0) }),
        ]
        guard let spectrum else { return object }
        object["affinity"] = .string(request.affinity.rawValue)
        object["laplacian"] = .string(request.laplacian.rawValue)
        object["eigenvalues"] = .array(spectrum.eigenvalues.map { .finite($0) })
        object["eigengap"] = .init(spectrum.eigengap)
        object["components"] = .init(spectrum.components)
        object["edges"] = .init(spectrum.edges)
        object["residual"] = .finite(spectrum.residual)
        object["gamma"] = spectrum.gamma.map { .finite($0) } ?? .null
        return object
    }
}
