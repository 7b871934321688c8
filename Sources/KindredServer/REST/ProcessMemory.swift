#if Server
import Foundation

/// Memory of this process as the system counts it; nil where the system has no such file.
struct ProcessMemory {
    let resident: Int
    let virtual: Int

    init?() {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let pages = text.split(separator: " ").compactMap { Int($0) }
        guard pages.count >= 2 else { return nil }
        let size = sysconf(Int32(_SC_PAGESIZE))
        virtual = pages[0] * size
        resident = pages[1] * size
    }
}
#endif
