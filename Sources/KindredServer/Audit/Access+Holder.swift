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
        guard !isOpen, let key = Self.key(apiKey, authorization) else { return .anonymous }
        switch identity(of: key) {
        case .fullKey?: return .fullKey
        case .readOnlyKey?: return .readOnlyKey
        default: return key.count { $0 == "." } == 2 ? .token : .unknownKey
        }
    }
}
#endif
