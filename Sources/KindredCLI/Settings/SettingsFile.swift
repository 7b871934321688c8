#if Server
import Foundation
import KindredService

/// A file of settings: one JSON object, with a key for each setting that it sets.
struct SettingsFile: Sendable {
    /// The file that is read when it is there and no other is named.
    static let standardName = "kindred.json"

    let path: String
    private let values: JSONObject

    /// The file that is named by the command, else by the environment, else `kindred.json` in the working directory, which need not be there.
    static func find(config: String?, environment: [String: String]) throws -> SettingsFile? {
        if let config { return try SettingsFile(config) }
        if let path = environment["KINDRED_CONFIG"] {
            guard !path.isEmpty else { throw Failure(Failure.Status.configuration, "KINDRED_CONFIG: \"\" is not a file's name") }
            return try SettingsFile(path)
        }
        return FileManager.default.fileExists(atPath: standardName) ? try SettingsFile(standardName) : nil
    }

    private static let largest = 1 << 20

    /// Reads a file.
    /// - Throws: `Failure` for a file that is not there, no JSON object, or of unknown keys.
    init(_ path: String) throws {
        guard let type = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType, type != .typeDirectory else {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw Failure(Failure.Status.noInput, "\(path): \(isThere ? "is a directory, not a file of settings" : "no such file")")
        }
        self.path = path
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            let bytes = try handle.read(upToCount: Self.largest + 1) ?? Data()
            guard bytes.count <= Self.largest else { throw Failure(Failure.Status.configuration, "\(path): more than 1 MiB is no file of settings") }
            guard case .object(let object) = try JSONValue(parsing: Array(bytes)) else {
                throw Failure(Failure.Status.configuration, "\(path): settings are one JSON object, in braces")
            }
            values = object
        } catch let error as StorageError {
            throw Failure(Failure.Status.configuration, "\(path): settings are one JSON object, but \(error.message)")
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(Failure.Status.noInput, "\(path) cannot be read: \(error.localizedDescription)")
        }
        let known = Set(Setting.all.map(\.name))
        for (key, value) in values where !known.contains(key) {
            throw Failure(Failure.Status.configuration, "\(path): \(key): there is no such setting\(Self.hint(key, value)) (kindred config lists them)")
        }
    }

    /// The value of a setting; nil when the file has none.
    func value(of setting: Setting) throws -> SettingValue? {
        try values[setting.name].map { try setting.value($0, at: "\(path): \(setting.name)") }
    }

    /// The setting that is meant when a key is written as a flag, or in another manner.
    private static func hint(_ key: String, _ value: JSONValue) -> String {
        let plain = { (name: String) in name.lowercased().filter { $0.isLetter } }
        if let meant = Setting.all.first(where: { plain($0.name) == plain(key) }) { return "; is \(meant.name) meant?" }
        return value.objectValue == nil ? "" : "; settings are not nested"
    }
}
#endif
