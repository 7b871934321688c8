// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let iconSVG = ##"""
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<circle cx="11.5" cy="16" r="9.5" fill="#2a86c8"/>
<circle cx="20.5" cy="16" r="9.5" fill="#e0722b"/>
<path d="M16 7.63a9.5 9.5 0 0 1 0 16.74a9.5 9.5 0 0 1 0-16.74z" fill="#ffffff"/>
</svg>

"""##
}
#endif
