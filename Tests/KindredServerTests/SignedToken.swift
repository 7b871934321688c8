#if Server
import Crypto
import Foundation

/// Tokens as clients make them.
enum SignedToken {
    /// Claims as JSON, signed with a key.
    static func hs256(_ claims: String, key: String, header: String = #"{"alg":"HS256","typ":"JWT"}"#) -> String {
        let signed = "\(text(header)).\(text(claims))"
        return signed + "." + text(Data(HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: SymmetricKey(data: Data(key.utf8)))))
    }

    /// A token that allows something of one collection.
    static func of(_ collection: String, _ access: String, key: String) -> String {
        hs256(#"{"access":[{"collection":"\#(collection)","access":"\#(access)"}]}"#, key: key)
    }

    static func text(_ string: String) -> String { text(Data(string.utf8)) }

    static func text(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
#endif
