public import Kindred
public import KindredRetrieval

extension FeatureComparison {
    /// The comparison as one JSON object.
    ///
    /// - Parameter points: whether to name the places of every match.
    public func json(points: Bool = false) -> JSONObject {
        var fields: [(String, JSONValue)] = [
            ("a", .object(first.json)), ("b", .object(second.json)), ("detector", .string(first.features.detector)), ("matches", .init(matches.count)),
            ("score", .figure(score, 6)), ("model", .string(model.rawValue)), ("inliers", .init(verification?.inliers.count ?? 0)),
            ("verified", .bool(verification?.isAccepted ?? false)), ("transform", verification?.transform.json ?? .null),
        ]
        if points { fields.append(("points", .array(places))) }
        return JSONObject(fields)
    }

    private var places: [JSONValue] {
        let inliers = Set(verification?.inliers ?? [])
        return matches.enumerated().map { number, match in
            let a = first.features.keypoints[match.first], b = second.features.keypoints[match.second]
            return .object([
                "a": .array([.figure(Double(a.x), 3), .figure(Double(a.y), 3)]), "b": .array([.figure(Double(b.x), 3), .figure(Double(b.y), 3)]),
                "distance": .figure(Double(match.distance), 6), "inlier": .bool(inliers.contains(number)),
            ])
        }
    }
}

extension FeatureComparison.Side {
    /// The picture's file, size and number of keypoints.
    var json: JSONObject {
        ["file": .string(path), "width": .init(image.width), "height": .init(image.height), "keypoints": .init(features.count)]
    }
}

extension PlanarTransform {
    /// The matrix as three rows.
    var json: JSONValue {
        .array((0..<3).map { row in .array((0..<3).map { .figure(matrix[3 * row + $0], 9) }) })
    }
}

extension FeatureSearch {
    /// The search as one JSON object.
    public var json: JSONObject {
        let found = hits.map { hit in
            let least = min(hit.keypoints, query.features.count)
            return JSONValue.object([
                "file": .string(hit.path), "keypoints": .init(hit.keypoints), "cosine": .figure(Double(hit.hit.cosine), 6), "matches": .init(hit.hit.matches),
                "score": .figure(least > 0 ? Double(hit.hit.matches) / Double(least) : 0, 6), "inliers": .init(hit.hit.inliers),
                "verified": .bool(hit.hit.isAccepted), "transform": hit.hit.transform?.json ?? .null,
            ])
        }
        return [
            "query": .object(query.json), "detector": .string(query.features.detector), "images": .init(count), "words": .init(words), "hits": .array(found),
            "skipped": .array(skipped.map { ["file": .string($0.name), "reason": .string($0.reason)] }),
        ]
    }
}
