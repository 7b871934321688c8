#if Server
import Foundation
import KindredService
import Testing

@testable import KindredCLI

@Suite final class SettingTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "kindred-settings-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func file(_ text: String) throws -> String {
        let url = folder.appending(path: "k.json")
        try Data(text.utf8).write(to: url)
        return url.path
    }

    /// A value that a setting takes and that is not its default.
    private static func sample(_ setting: Setting) -> String {
        switch setting.kind {
        case .text, .secret: "x"
        case .toggle: "true"
        case .whole(let range): String(range.upperBound)
        case .span: "90s"
        case .choice(let names): names[0] == setting.initial?.text ? names[1] : names[0]
        }
    }

    @Test(arguments: Setting.all.map(\.name)) func everySettingIsAFlagAVariableAndAKey(name: String) throws {
        let setting = try #require(Setting.all.first { $0.name == name }), sample = Self.sample(setting)
        let arguments: [String] = if case .toggle = setting.kind { [setting.flag] } else { [setting.flag, sample] }
        let given = try ServeOptions.parse(arguments).given
        #expect(given == [name: sample])
        #expect(Serve.helpMessage(columns: 200).contains("\(setting.flag) ") || Serve.helpMessage(columns: 200).contains("\(setting.flag)/"))
        let value = try setting.value(sample, at: "", status: 1)
        for (settings, origin) in [
            (try Settings(flags: given, environment: [:]), Settings.Origin.flag), (try Settings(flags: [:], environment: [setting.variable: sample]), .environment),
            (try Settings(flags: [:], config: file(JSONObject([(name, value.json)]).jsonText), environment: [:]), .file),
        ] {
            #expect(settings[setting].value == value && settings[setting].origin == origin)
            #expect(settings.entries.filter { $0.origin != .standard }.count == 1)
        }
    }

    @Test func namesAreTheSameInAllThree() {
        #expect(Setting.grpcPort.flag == "--grpc-port" && Setting.grpcPort.variable == "KINDRED_GRPC_PORT" && Setting.grpcPort.name == "grpc_port")
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
    }

    /// The guide has the table as it is here.
    @Test func theGuideHasTheTable() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let guide = try String(contentsOf: root.appending(path: "Sources/Kindred/Kindred.docc/Server.md"), encoding: .utf8)
        #expect(guide.contains("\n\n" + Setting.guide + "\n\n"), "Server.md needs this table:\n\(Setting.guide)")
    }

    @Test func theSampleIsRight() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let settings = try Settings(flags: [:], config: root.appending(path: "Deployment/kindred.json").path, environment: [:])
        #expect(try settings.configuration().backups?.interval == .seconds(21_600))
    }

    @Test func flagsBeatTheEnvironmentAndThatTheFile() throws {
        let path = try file(#"{"port": 1, "grpc_port": 2, "queue": 3}"#)
        let settings = try Settings(flags: ["port": "7"], environment: ["KINDRED_CONFIG": path, "KINDRED_PORT": "8", "KINDRED_GRPC_PORT": "9"])
        #expect(settings[.port].value == .whole(7) && settings[.port].origin == .flag)
        #expect(settings[.grpcPort].value == .whole(9) && settings[.grpcPort].origin == .environment)
        #expect(settings[.queue].value == .whole(3) && settings[.queue].origin == .file)
        #expect(settings[.host].value == .text("127.0.0.1") && settings[.host].origin == .standard)
        #expect(settings.file == path)
    }

    @Test func aSwitchOfTheFileCanBeTurnedOff() throws {
        let path = try file(#"{"insecure": true, "host": "0.0.0.0"}"#)
        #expect(try Settings(flags: [:], config: path, environment: [:]).configuration().allowsEverybody)
        let given = try ServeOptions.parse(["--no-insecure"]).given
        let settings = try Settings(flags: given, config: path, environment: [:])
        #expect(throws: Failure.self) { try settings.configuration() }
    }

    @Test(arguments: [
        (#"{"prot": 1}"#, "prot: there is no such setting"), (#"{"grpc-port": 1}"#, "is grpc_port meant?"), (#"{"service": {"port": 1}}"#, "settings are not nested"),
        (#"{"port": "6333"}"#, #"port: "6333" is not a whole number from 0 to 65535"#), (#"{"port": 65536}"#, "port: 65536 is not a whole number from 0 to 65535"),
        (#"{"port": 1.5}"#, "port: 1.5 is not"), (#"{"port": null}"#, "port: null is not"), (#"{"port": -1}"#, "port: -1 is not"), (#"{"host": ""}"#, #"host: "" is not a text"#),
        (#"{"insecure": 1}"#, "insecure: 1 is not true or false"), (#"{"insecure": "true"}"#, "insecure: \"true\" is not true or false"),
        (#"{"log_level": "loud"}"#, #"log_level: "loud" is not trace, debug, info, notice, warning, error or critical"#), (#"{"backup_every": 60}"#, "backup_every: 60 is not a length of time"),
        (#"{"backup_every": "0s"}"#, "backup_every: \"0s\" is not"), (#"{"backup_every": "6 hours"}"#, "backup_every: \"6 hours\" is not"),
        (#"{"backup_every": "99999999999999999999d"}"#, "is not a length"), ("[]", "settings are one JSON object"), ("", "settings are one JSON object"),
        ("port: 6333", "settings are one JSON object"), ("{", "settings are one JSON object"), (#"{"host": "a\u0000b"}"#, "is not a text"),
    ]) func whatIsWrongInTheFileIsNamed(text: String, fragment: String) throws {
        let path = try file(text)
        let error = try #require(throws: Failure.self) { try Settings(flags: [:], config: path, environment: [:]) }
        #expect(error.message.hasPrefix(path + ": ") && error.message.contains(fragment) && !error.message.contains("\n"), "\(error.message)")
        #expect(error.status == 78)
    }

    @Test func secretsAreNeverShown() throws {
        let path = try file(#"{"api_key": 1234567}"#)
        let error = try #require(throws: Failure.self) { try Settings(flags: [:], config: path, environment: [:]) }
        #expect(error.message == "\(path): api_key: what is given is not a text of at least one character")
    }

    @Test(arguments: [
        ("KINDRED_PORT", "x", #"KINDRED_PORT: "x" is not a whole number from 0 to 65535"#), ("KINDRED_PORT", "", #"KINDRED_PORT: "" is not"#),
        ("KINDRED_PORT", "tcp://10.0.0.1:6333", "KINDRED_PORT: \"tcp://"), ("KINDRED_API_KEY", "", "KINDRED_API_KEY: what is given is not a text"),
        ("KINDRED_INSECURE", "yes", "KINDRED_INSECURE: \"yes\" is not true or false"), ("KINDRED_PROT", "1", "KINDRED_PROT: there is no such setting"),
        ("KINDRED_CONFIG", "", "KINDRED_CONFIG: \"\" is not a file's name"),
    ]) func whatIsWrongInTheEnvironmentIsNamed(name: String, value: String, fragment: String) throws {
        let error = try #require(throws: Failure.self) { try Settings(flags: [:], environment: [name: value]) }
        #expect(error.message.hasPrefix(fragment), "\(error.message)")
        #expect(error.status == 78)
    }

    @Test func whatIsInjectedAndWhatIsNotOursIsLeftAlone() throws {
        let names = ["KINDRED_SERVICE_HOST", "KINDRED_PORT_6333_TCP", "KINDRED_SIMD", "PORT", "kindred_port"]
        let settings = try Settings(flags: [:], environment: Dictionary(uniqueKeysWithValues: names.map { ($0, "x") }))
        #expect(settings.entries.allSatisfy { $0.origin == .standard })
    }

    @Test func aWrongValueIsNamedThoughAFlagCountsMore() {
        #expect(throws: Failure.self) { try Settings(flags: ["port": "1"], environment: ["KINDRED_PORT": "x"]) }
    }

    @Test(arguments: [
        (["port": "6334"], "REST and gRPC cannot share the port 6334"), (["host": "0.0.0.0"], "--host 0.0.0.0 lets other machines in"), (["jwt": "true"], "jwt needs an API key"),
        (["tls_key": "k"], "tls_key needs tls_certificate"), (["tls_certificate": "c"], "tls_certificate needs tls_key"), (["tls_client_authority": "a"], "tls_client_authority needs"),
        (["backup_every": "1h"], "backup_every needs backup_folder"), (["backup_keep": "1"], "backup_keep needs backup_folder"),
        (["database": "db", "backup_folder": "db/backups"], "backup_folder db/backups lies in the database db"), (["database": "db", "backup_folder": "x/../db"], "lies in the database"),
    ]) func whatDoesNotGoTogetherIsNamed(flags: [String: String], fragment: String) throws {
        let settings = try Settings(flags: flags, environment: [:])
        let error = try #require(throws: Failure.self) { try settings.configuration() }
        #expect(error.message.contains(fragment) && error.status == 64, "\(error.message)")
    }

    @Test func everythingReachesTheServer() throws {
        let flags = [
            "host": "::1", "port": "1", "grpc_port": "2", "api_key": "a", "read_only_api_key": "b", "insecure": "true", "jwt": "true", "tls_certificate": "c", "tls_key": "k",
            "tls_client_authority": "ca", "max_request_size": "3", "threads": "4", "queue": "5", "stop_seconds": "6", "max_connections": "10", "idle_seconds": "11", "log_level": "debug",
            "log_format": "json",
            "slow_query_ms": "7", "audit_log": "audit", "backup_folder": "backups", "backup_every": "15m", "backup_keep": "9", "database": "d",
        ]
        #expect(Set(flags.keys) == Set(Setting.all.map(\.name)))
        let settings = try Settings(flags: flags, environment: [:]), configuration = try settings.configuration()
        #expect(configuration.host == "::1" && configuration.port == 1 && configuration.grpcPort == 2 && settings.databasePath == "d")
        #expect(configuration.apiKey == "a" && configuration.readOnlyAPIKey == "b" && configuration.allowsEverybody && configuration.acceptsTokens)
        #expect(configuration.tls?.certificate == "c" && configuration.tls?.key == "k" && configuration.tls?.clientAuthority == "ca")
        #expect(configuration.maximumBodySize == 3 << 20 && configuration.threads == 4 && configuration.queue == 5 && configuration.stopSeconds == 6)
        #expect(configuration.maximumConnections == 10 && configuration.idleSeconds == 11)
        #expect(configuration.logLevel == .debug && configuration.logFormat == .json && configuration.slowMilliseconds == 7 && configuration.auditLog == "audit")
        #expect(configuration.backups?.folder == "backups" && configuration.backups?.interval == .seconds(900) && configuration.backups?.keep == 9)
    }

    @Test(arguments: [("90s", 90, "90s"), ("15m", 900, "15m"), ("6h", 21_600, "6h"), ("1d", 86_400, "24h"), ("2d", 172_800, "2d"), ("60m", 3_600, "1h")])
    func lengthsOfTime(text: String, seconds: Int, shown: String) {
        #expect(SettingValue.seconds(text) == seconds && SettingValue.span(seconds).text == shown)
    }

    @Test(arguments: ["", "s", "1", "-1s", "1.5h", "h1", "1 h", "1w", "１h"]) func whatIsNoLengthOfTime(text: String) { #expect(SettingValue.seconds(text) == nil) }
}
#endif
