#if Server
public import KindredService

/// Who sent a request, and what they may touch.
public struct Caller: Sendable, Equatable {
    /// By what a caller is known.
    public enum Identity: Sendable, Equatable {
        /// By nothing: no key is set, or what was asked needs none.
        case anonymous
        /// By the key that allows everything.
        case fullKey
        /// By the key that allows reading.
        case readOnlyKey
        /// By a token, and by whom it says that it is about.
        case token(subject: String?)
    }

    /// What a caller may touch.
    public enum Rights: Sendable, Equatable {
        /// No collection.
        case nothing
        /// All there is, to read it.
        case reading
        /// All there is.
        case everything
        /// Some collections, each as far as it says.
        case collections([String: CollectionReach.Level])
    }

    /// By what the caller is known.
    public let identity: Identity
    /// What the caller may touch.
    public let rights: Rights
    /// What must be stored for the caller's token to count.
    let condition: TokenCondition?

    init(identity: Identity, rights: Rights, condition: TokenCondition? = nil) {
        self.identity = identity
        self.rights = rights
        self.condition = condition
    }

    /// Anybody, where no key is set.
    static let anybody = Caller(identity: .anonymous, rights: .everything)
    /// Somebody who was not asked for a key.
    static let stranger = Caller(identity: .anonymous, rights: .nothing)

    /// Refuses what no collection's name can make allowed.
    func check(_ need: Access.Need) throws(Access.Refusal) {
        switch rights {
        case .everything: return
        case .reading: if need.isChange { throw .forbidden("Forbidden: Global manage access is required") }
        case .collections:
            if need == .readAll { throw .forbidden("Forbidden: Global access is required") }
            if need == .manage { throw .forbidden("Forbidden: Manage access for this operation is required") }
        case .nothing: if need != .nothing { throw .unknown }
        }
    }

    /// The same operations, on what the caller may touch for the need.
    ///
    /// They judge every collection that they resolve, whichever part of a request names it.
    public func operations(_ operations: Operations, for need: Access.Need) -> Operations {
        var operations = operations
        switch rights {
        case .everything, .reading: operations.reach = .everything
        case .nothing: operations.reach = CollectionReach([:], for: need.level)
        case .collections(let levels): operations.reach = CollectionReach(levels, for: need.level)
        }
        return operations
    }

    /// Refuses a caller whose token says that something is stored that is not.
    /// - Throws: `Access.Refusal.unauthenticated`, `RequestError`.
    func confirm(_ operations: Operations, on pool: CPUPool) async throws {
        guard let condition else { return }
        guard try await pool.run({ try condition.holds(operations) }) else { throw Access.Refusal.unauthenticated("Invalid JWT, stateful validation failed") }
    }
}
#endif
