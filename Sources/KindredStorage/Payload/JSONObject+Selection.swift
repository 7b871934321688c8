extension JSONObject {
    /// What stands at some paths, in its nesting and its order.
    ///
    ///     let payload: Payload = ["a": ["b": 1, "c": 2], "parts": [["n": 1, "k": 2]]]
    ///     payload.selecting(["a.b", "parts[].n"]) // {"a":{"b":1},"parts":[{"n":1}]}
    ///
    /// A value on the way to a path comes along as far as it leads: an object without the path's key is left empty, and what is
    /// neither object nor list stays. A list is entered by `[]` only.
    public func selecting(_ paths: [PayloadPath]) -> JSONObject {
        PayloadSelection(paths: paths.map(\.components)) { $0.agrees(with: $1) }.kept(of: self)
    }

    /// Everything but what stands at some paths, in its nesting and its order.
    ///
    ///     let payload: Payload = ["a": ["b": 1, "c": 2], "parts": [["n": 1, "k": 2]]]
    ///     payload.excluding(["a.b", "parts[].n"]) // {"a":{"c":2},"parts":[{"k":2}]}
    public func excluding(_ paths: [PayloadPath]) -> JSONObject {
        let excluded = PayloadSelection(paths: paths.map(\.components)) { $0.count <= $1.count && $0.agrees(with: $1) }
        return PayloadSelection(paths: [[]]) { !excluded.has($1) }.kept(of: self)
    }
}

/// The parts of a payload whose paths pass a test against some patterns.
private struct PayloadSelection {
    typealias Steps = [PayloadPath.Component]

    let paths: [Steps]
    /// Whether a pattern admits a path.
    let admits: (Steps, Steps) -> Bool

    func has(_ path: Steps) -> Bool { paths.contains { admits($0, path) } }

    func kept(of object: JSONObject, at path: Steps = []) -> JSONObject {
        var result = JSONObject()
        for (key, value) in object {
            let inner = path + [.key(key)]
            if has(inner) { result[key] = kept(of: value, at: inner) }
        }
        return result
    }

    private func kept(of value: JSONValue, at path: Steps) -> JSONValue {
        switch value {
        case .object(let object): return .object(kept(of: object, at: path))
        case .array(let elements):
            let inner = path + [.each]
            return .array(has(inner) ? elements.map { kept(of: $0, at: inner) } : [])
        default: return value
        }
    }
}

extension [PayloadPath.Component] {
    /// Whether two paths are the same as far as both go.
    fileprivate func agrees(with other: Self) -> Bool { zip(self, other).allSatisfy { $0 == $1 } }
}
