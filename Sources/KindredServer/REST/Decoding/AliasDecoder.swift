#if Server
import KindredService

/// Reads changes of aliases.
enum AliasDecoder {
    /// `{"actions": […]}`.
    static func changes(_ value: BodyValue) throws -> [AliasChange] {
        try value.object().required("actions") { try $0.list(of: change) }
    }

    private static func change(_ value: BodyValue) throws -> AliasChange {
        let object = try value.object()
        if let change = try object.optional("create_alias", create) { return change }
        if let change = try object.optional("delete_alias", delete) { return change }
        if let change = try object.optional("rename_alias", rename) { return change }
        throw QueryDecoder.unknownVariant(object.keys.first ?? "", ["create_alias", "delete_alias", "rename_alias"])
    }

    private static func create(_ value: BodyValue) throws -> AliasChange {
        let object = try value.object()
        return .create(alias: try object.required("alias_name", name), collection: try object.required("collection_name", name))
    }

    private static func delete(_ value: BodyValue) throws -> AliasChange { .delete(alias: try value.object().required("alias_name", name)) }

    private static func rename(_ value: BodyValue) throws -> AliasChange {
        let object = try value.object()
        return .rename(alias: try object.required("old_alias_name", name), to: try object.required("new_alias_name", name))
    }

    private static func name(_ value: BodyValue) throws -> String {
        let name = try value.string()
        guard (1...255).contains(name.utf8.count) else { throw InputError.value("\"\(name.prefix(40))\"", must: "be from 1 to 255 characters") }
        return name
    }
}
#endif
