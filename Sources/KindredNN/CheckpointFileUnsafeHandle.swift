import Foundation

/// Gives a file another name, in place of what had it; the system's reason when it refuses.
func renameFile(_ path: String, to target: String) -> String? {
    guard unsafe Foundation.rename(path, target) != 0 else { return nil }
    return unsafe String(cString: strerror(errno))
}
