#if Server
import Testing

@testable import KindredServer

@Suite struct AccessTests {
    private let access = Access(apiKey: "full", readOnlyAPIKey: "read")

    @Test func withoutKeysEverythingIsAllowed() throws {
        try Access().check(.write, apiKey: nil, authorization: nil)
        try Access().check(.write, apiKey: "anything", authorization: nil)
    }

    @Test func anEmptyKeyIsNone() throws {
        #expect(Access(apiKey: "", readOnlyAPIKey: "").isOpen)
        #expect(throws: Access.Refusal.self) { try Access(apiKey: "", readOnlyAPIKey: "read").check(.read, apiKey: "", authorization: nil) }
    }

    @Test func whoAsksIsSaid() throws {
        #expect(try Access().check(.manage, apiKey: nil, authorization: nil) == .anybody)
        #expect(try access.check(.nothing, apiKey: nil, authorization: nil) == .stranger)
        #expect(try access.check(.manage, apiKey: "full", authorization: nil).identity == .fullKey)
        #expect(try access.check(.readAll, apiKey: "read", authorization: nil).rights == .reading)
    }

    @Test func keysComeInTwoHeaders() throws {
        try access.check(.write, apiKey: "full", authorization: nil)
        try access.check(.write, apiKey: nil, authorization: "Bearer full")
        try access.check(.read, apiKey: nil, authorization: "bearer read")
    }

    @Test func whatIsOpenNeedsNoKey() throws { try access.check(.nothing, apiKey: nil, authorization: nil) }

    @Test(arguments: [nil, "Basic full", "full"]) func noKeyIsRefused(authorization: String?) {
        #expect(throws: Access.Refusal.unauthenticated("Must provide an API key or an Authorization bearer token")) {
            try access.check(.read, apiKey: nil, authorization: authorization)
        }
    }

    @Test(arguments: ["", "ful", "fulll", "FULL"]) func wrongKeysAreRefused(key: String) {
        #expect(throws: Access.Refusal.unauthenticated("Invalid API key or JWT")) { try access.check(.read, apiKey: key, authorization: "Bearer full") }
    }

    @Test func theReadOnlyKeyOnlyReads() throws {
        try access.check(.read, apiKey: "read", authorization: nil)
        #expect(throws: Access.Refusal.forbidden("Forbidden: Global manage access is required")) {
            try access.check(.write, apiKey: "read", authorization: nil)
        }
    }

    @Test func aServerForEverybodyMustBeAskedFor() {
        var configuration = ServerConfiguration()
        #expect(!configuration.isUnprotected)
        configuration.host = "0.0.0.0"
        #expect(configuration.isUnprotected)
        configuration.apiKey = "k"
        #expect(!configuration.isUnprotected)
        configuration.apiKey = nil
        configuration.allowsEverybody = true
        #expect(!configuration.isUnprotected)
    }
}
#endif
