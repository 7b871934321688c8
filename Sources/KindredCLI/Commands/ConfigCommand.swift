#if Server
import ArgumentParser
import KindredService

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show what kindred serve would be told, and by whom.",
        discussion: """
            A flag counts more than the environment, the environment more than the file, and the file more than the default. The flags are those \
            of kindred serve; what it would refuse is refused here. Keys are not shown.

            KINDRED_PORT=7000 kindred config --config kindred.json --json
            """)

    @OptionGroup var options: ServeOptions

    @Flag(help: "Answer in JSON.")
    var json = false

    func run() throws {
        let settings = try options.settings()
        if json { Output.json(Self.object(settings)) } else { Self.table(settings).print() }
        if let file = settings.file, !json { Console.message("settings of the file: \(file)") }
        _ = try settings.configuration()
    }

    private static func object(_ settings: Settings) -> JSONObject {
        let pairs = settings.entries.map { entry -> (String, JSONValue) in
            let value: JSONValue = entry.value.map { entry.setting.isSecret ? "set" : $0.json } ?? .null
            return (entry.setting.name, ["value": value, "from": .string(entry.origin.rawValue)])
        }
        return ["file": settings.file.map { .string($0) } ?? .null, "settings": .object(JSONObject(pairs))]
    }

    private static func table(_ settings: Settings) -> Table {
        var table = Table(["setting", "value", "from", "flag", "variable"])
        for entry in settings.entries {
            let value = entry.value.map { entry.setting.isSecret ? "set" : $0.text } ?? "not set"
            table.add([entry.setting.name, value, entry.origin.rawValue, entry.setting.flag, entry.setting.variable])
        }
        return table
    }
}
#endif
