#if Server
extension Access {
    /// Who asks, as far as what was shown tells.
    enum Holder: String, Sendable {
        case anonymous
        case fullKey = "full key"
        case readOnlyKey = "read-only key"
        case token
        case unknownKey = "unknown key"
    }

    /// Whose key, or whose token, a request shows. Whether it is good for anything is for ``check(_:apiKey:authorization:)`` to say.
    func holder(apiKey: String?, authorization: String?) -> Holder {
        guard !isOpen, let key = apiKey ?? authorization.flatMap(Self.bearer) else { return .anonymous }
        let digest = Self.digest(key)
        if full == digest { return .fullKey }
        if readOnly == digest { return .readOnlyKey }
        return key.count { $0 == "." } == 2 ? .token : .unknownKey
    }
}
#endif
