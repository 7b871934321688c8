#if Server
import Foundation

/// Asks the system whether a door may listen at an address, before anything serves.
///
/// The doors' libraries say the same in words of their own, one after another, and with one door open already.
enum ListeningSocket {
    /// The address of a host as digits, which every library understands. `localhost` is 127.0.0.1.
    /// - Throws: `ServingError.unknownAddress` for a name that has none.
    static func address(of host: String) throws(ServingError) -> String {
        guard host != "localhost" else { return "127.0.0.1" }
        return try unsafe withAddress(host, port: 0) { info throws(ServingError) in
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let status = unsafe getnameinfo(info.pointee.ai_addr, info.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            guard status == 0 else { throw unresolved(host, status) }
            return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Binds a socket and lets it go again.
    /// - Parameter option: the option of the command that names the port.
    /// - Throws: `ServingError`.
    static func check(_ host: String, port: Int, option: String) throws(ServingError) {
        try unsafe withAddress(host, port: port) { info throws(ServingError) in
            let descriptor = unsafe socket(info.pointee.ai_family, info.pointee.ai_socktype, info.pointee.ai_protocol)
            guard descriptor >= 0 else { throw refusal(errno, host, port, option) }
            defer { close(descriptor) }
            // As the doors do: a server that has just ended must not keep the next one out.
            var reuses: Int32 = 1
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuses, socklen_t(MemoryLayout<Int32>.size))
            guard unsafe bind(descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0 else { throw refusal(errno, host, port, option) }
        }
    }

    private static func withAddress<Value>(
        _ host: String, port: Int, _ body: (UnsafeMutablePointer<addrinfo>) throws(ServingError) -> Value
    ) throws(ServingError) -> Value {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = stream
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, String(port), &hints, &found)
        guard status == 0, let first = unsafe found else { throw unresolved(host, status) }
        defer { unsafe freeaddrinfo(first) }
        return try unsafe body(first)
    }

    private static func unresolved(_ host: String, _ status: Int32) -> ServingError {
        let reason = unsafe gai_strerror(status).map { unsafe String(cString: $0) } ?? "error \(status)"
        return ServingError(.unknownAddress, "host \(host) has no address: \(reason); choose another with --host")
    }

    private static func refusal(_ number: Int32, _ host: String, _ port: Int, _ option: String) -> ServingError {
        switch number {
        case EADDRINUSE: ServingError(.addressInUse, "port \(port) of \(host) is in use by another process; choose another with \(option)")
        case EADDRNOTAVAIL: ServingError(.unknownAddress, "\(host) is not an address of this machine; choose another with --host")
        case EACCES, EPERM: ServingError(.notPermitted, "port \(port) of \(host) needs rights that this process does not have; choose one from 1024 on with \(option)")
        default: ServingError(.cannotListen, "port \(port) of \(host) cannot be listened at: \(unsafe String(cString: strerror(number)))")
        }
    }

    #if canImport(Glibc)
    private static var stream: Int32 { Int32(SOCK_STREAM.rawValue) }
    #else
    private static var stream: Int32 { SOCK_STREAM }
    #endif
}
#endif
