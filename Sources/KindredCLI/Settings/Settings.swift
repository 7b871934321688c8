#if Server
import Foundation
import KindredService

/// What every setting is set to, and by whom. A flag counts more than the environment, the environment more than the file, and the
/// file more than the default.
struct Settings: Sendable {
    /// Where a value comes from.
    enum Origin: String, Sendable {
        case standard = "default"
        case file, environment, flag
    }

    /// A setting with its value.
    struct Entry: Sendable {
        let setting: Setting
        /// Nil when nobody sets it and there is no default.
        let value: SettingValue?
        let origin: Origin
    }

    /// Every setting, in the order of the table.
    let entries: [Entry]
    /// The file that was read; nil for none.
    let file: String?

    /// Gathers the settings.
    /// - Parameters:
    ///   - flags: what the command was given, by the settings' names.
    ///   - config: the file that the command names.
    /// - Throws: `Failure` for the first value, key or variable that is wrong.
    init(flags: [String: String], config: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        try Self.checkNames(environment)
        let file = try SettingsFile.find(config: config, environment: environment)
        entries = try Setting.all.map { setting in
            // All places are read, so that a wrong value is found before it begins to count.
            let inFile = try file?.value(of: setting)
            let inEnvironment = try environment[setting.variable].map { try setting.value($0, at: setting.variable, status: Failure.Status.configuration) }
            let inFlags = try flags[setting.name].map { try setting.value($0, at: setting.flag, status: Failure.Status.usage) }
            if let inFlags { return Entry(setting: setting, value: inFlags, origin: .flag) }
            if let inEnvironment { return Entry(setting: setting, value: inEnvironment, origin: .environment) }
            if let inFile { return Entry(setting: setting, value: inFile, origin: .file) }
            return Entry(setting: setting, value: setting.initial, origin: .standard)
        }
        self.file = file?.path
    }

    /// The entry of a setting.
    subscript(setting: Setting) -> Entry {
        entries.first { $0.setting.name == setting.name } ?? Entry(setting: setting, value: setting.initial, origin: .standard)
    }

    func text(_ setting: Setting) -> String? { if case .text(let text) = self[setting].value { text } else { nil } }
    func whole(_ setting: Setting) -> Int? { if case .whole(let number) = self[setting].value { number } else { nil } }
    func seconds(_ setting: Setting) -> Int? { if case .span(let seconds) = self[setting].value { seconds } else { nil } }
    func isOn(_ setting: Setting) -> Bool { self[setting].value == .toggle(true) }

    /// Variables of Kindred that are no settings of the server.
    private static let others: Set<String> = ["KINDRED_CONFIG", "KINDRED_SIMD", "KINDRED_BLAS", "KINDRED_SANITIZER", "KINDRED_SOAK", "KINDRED_KILLS"]
    /// What Kubernetes sets for a service that is called kindred.
    private static let injected = ["KINDRED_SERVICE_", "KINDRED_PORT_"]

    private static func checkNames(_ environment: [String: String]) throws {
        let known = others.union(Setting.all.map(\.variable))
        for name in environment.keys.sorted() where name.hasPrefix("KINDRED_") && !known.contains(name) {
            if injected.contains(where: { name.hasPrefix($0) }) { continue }
            throw Failure(Failure.Status.configuration, "\(name): there is no such setting (kindred config lists them)")
        }
    }
}
#endif
