package import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Finds the addresses of a host.
package protocol NameResolver: Sendable {
    /// None for a name that nobody knows.
    ///
    /// May block.
    func addresses(of host: String, port: Int) -> [SocketAddress]
}

/// Asks the system, as every program does: its list of hosts, then DNS.
package struct SystemResolver: NameResolver {
    package init() {}

    package func addresses(of host: String, port: Int) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Self.stream
        hints.ai_flags = AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var found: [SocketAddress] = []
        var next = first
        while let info = next?.pointee {
            if let address = Self.address(info), !found.contains(address) { found.append(address) }
            next = info.ai_next
        }
        return found
    }

    #if canImport(Glibc)
    private static let stream = Int32(SOCK_STREAM.rawValue)
    #else
    private static let stream = SOCK_STREAM
    #endif

    private static func address(_ info: addrinfo) -> SocketAddress? {
        guard let bytes = UnsafeRawPointer(info.ai_addr) else { return nil }
        switch info.ai_family {
        case AF_INET: return SocketAddress(bytes.loadUnaligned(as: sockaddr_in.self))
        case AF_INET6: return SocketAddress(bytes.loadUnaligned(as: sockaddr_in6.self))
        default: return nil
        }
    }
}
