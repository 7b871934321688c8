#if Server
import Crypto
import Foundation
import KindredService

/// Reads JSON Web Tokens (RFC 7519) that are signed with HMAC-SHA256 (RFC 7515), and no others: an algorithm is never taken from the token.
///
/// Departures from the RFCs: dates may be half a minute off, for clocks differ; the audience and the issuer are not looked at, for the key is
/// this server's alone. Keys of any length count, as those that operators have already.
struct TokenVerifier: Sendable {
    /// Seconds that clocks may differ.
    static let leeway = 30.0

    private let key: SymmetricKey

    /// - Parameter key: the secret that tokens are signed with; not empty.
    init(key: String) {
        precondition(!key.isEmpty, "tokens signed with an empty key prove nothing")
        self.key = SymmetricKey(data: Data(key.utf8))
    }

    /// What a token claims.
    /// - Throws: `forbidden` for a token that is signed with another key or is out of date, `unauthenticated` for what is no token of ours.
    func claims(of token: String, at now: Date) throws(Access.Refusal) -> TokenClaims {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let signature = Self.bytes(parts[2]) else { throw .unknown }
        // An extension that must be understood is one that we do not understand.
        guard header["alg"]?.stringValue == "HS256", header["crit"] == nil else { throw .unknown }
        let signed = Data("\(parts[0]).\(parts[1])".utf8)
        // Compares in constant time.
        guard HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: signed, using: key) else { throw .forbidden("InvalidSignature") }
        guard let object = Self.object(parts[1]), let claims = TokenClaims(object) else { throw .unknown }
        let seconds = now.timeIntervalSince1970
        if let expires = claims.expires, seconds > expires + Self.leeway { throw .forbidden("ExpiredSignature") }
        if let begins = claims.begins, seconds < begins - Self.leeway { throw .forbidden("ImmatureSignature") }
        return claims
    }

    private static func object(_ part: Substring) -> JSONObject? { bytes(part).flatMap { try? JSONObject(parsing: Array($0)) } }

    /// The bytes of base64url without padding; nil for anything else.
    private static func bytes(_ part: Substring) -> Data? {
        var text = ""
        for character in part.utf8 {
            switch character {
            case UInt8(ascii: "-"): text += "+"
            case UInt8(ascii: "_"): text += "/"
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                text.unicodeScalars.append(Unicode.Scalar(character))
            default: return nil
            }
        }
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text)
    }
}
#endif
