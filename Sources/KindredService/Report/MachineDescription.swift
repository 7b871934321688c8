import Foundation

/// The machine and the day, for the line below a report's title.
public enum MachineDescription {
    /// Processor, threads, memory, system: "AMD EPYC 9354, 2 threads, 24 GiB, Linux".
    public static var current: String {
        let process = ProcessInfo.processInfo
        let memory = Int((Double(process.physicalMemory) / Double(1 << 30)).rounded())
        return "\(processor), \(process.activeProcessorCount) threads, \(memory) GiB, \(process.operatingSystemVersionString)"
    }

    /// Today in UTC, as ISO 8601 writes it.
    public static var today: String { String(Date().ISO8601Format().prefix(10)) }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":", maxSplits: 1).last?.drop { $0 == " " } ?? ""
        return name.isEmpty ? "unknown processor" : String(name)
    }
}
