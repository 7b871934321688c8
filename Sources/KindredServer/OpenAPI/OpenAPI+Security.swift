#if Server
import KindredService

extension OpenAPI {
    /// How callers say who they are. Without a key of the server's everybody may do everything, which is the third choice of the document.
    static let securitySchemes: JSONObject = [
        "key": [
            "type": "apiKey", "in": "header", "name": "api-key",
            "description": "The key that allows everything, the one that allows reading, or a token as under `bearer`. It counts before `Authorization`.",
        ],
        "bearer": [
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": .string(
                """
                A key of the server's, or, where the server was started with `--jwt`, a JSON Web Token (RFC 7519) that is signed by HMAC with the key that \
                allows everything: `alg` is HS256. Claims: `access` is `"m"` to do everything, `"r"` to read everything, or a list of \
                `{"collection": NAME, "access": "r" | "prw" | "rw"}`: to read it, to change its points as well, or also its indexes, vectors, measures and \
                snapshots; `exp` and `nbf` are the end and the beginning of its validity in seconds since 1970; `value_exists` is `{"collection", "matches": [{"key", "value"}]}`, and the token \
                counts only while a point of that collection has all of these values; `sub` is written to the audit log. Without `access` a token allows everything.
                """),
        ],
    ]
}
#endif
