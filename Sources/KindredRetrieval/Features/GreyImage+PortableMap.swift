// Netpbm's pgm(5), ppm(5) and pbm(5): P1 to P6. Brightness of a colour is Rec. 601's, as image tools and libjpeg take it.

extension GreyImage {
    /// Reads a portable map: PBM, PGM or PPM, as text or binary, with values of 8 or 16 bits.
    ///
    /// - Throws: `malformed`, `unsupported` for other bytes, `tooLarge`.
    public init(portableMap bytes: [UInt8]) throws(FeatureError) {
        var reader = PortableMapReader(bytes)
        self = try reader.image()
    }

    /// Whether bytes begin as a portable map does.
    public static func isPortableMap(_ bytes: [UInt8]) -> Bool {
        bytes.count > 2 && bytes[0] == UInt8(ascii: "P") && (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(bytes[1])
            && PortableMapReader.isSpace(bytes[2])
    }

    /// The brightness of a colour, by Rec. 601.
    public static func brightness(red: Float, green: Float, blue: Float) -> Float { 0.299 * red + 0.587 * green + 0.114 * blue }

    /// The picture as a binary PGM of 8 bits; values outside 0...1 become the nearest inside.
    public var portableMap: [UInt8] {
        Array("P5\n\(width) \(height)\n255\n".utf8) + bytes
    }

    /// The pixels as bytes, 255 for white; values outside 0...1 become the nearest inside.
    public var bytes: [UInt8] { pixels.map { UInt8((max(0, min(1, $0)) * 255).rounded()) } }
}

/// A portable map, read from its beginning.
private struct PortableMapReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) || byte == UInt8(ascii: "#") }

    mutating func image() throws(FeatureError) -> GreyImage {
        guard GreyImage.isPortableMap(bytes) else { throw FeatureError(.unsupported, "the file is no PBM, PGM or PPM: it does not begin with P1 to P6") }
        let kind = Int(bytes[1] - UInt8(ascii: "0"))
        position = 2
        let isBitmap = kind == 1 || kind == 4
        let width = try number("width"), height = try number("height"), most = isBitmap ? 1 : try number("largest value")
        try GreyImage.check(width: width, height: height)
        guard (1...65535).contains(most) else { throw FeatureError(.malformed, "the largest value is \(most): 1...65535 is allowed") }
        let count = width * height * (kind == 3 || kind == 6 ? 3 : 1)
        let values: [Float]
        switch kind {
        case 1: values = try bits(count)
        case 4: values = try packedBits(width: width, height: height)
        case 2, 3: values = try plain(count, most)
        default: values = try binary(count, most)
        }
        guard kind == 3 || kind == 6 else { return GreyImage(trusted: values, width: width, height: height) }
        let grey = (0..<width * height).map { GreyImage.brightness(red: values[3 * $0], green: values[3 * $0 + 1], blue: values[3 * $0 + 2]) }
        return GreyImage(trusted: grey, width: width, height: height)
    }

    /// White space and comments, which reach to the end of their line.
    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) {
            if bytes[position] == UInt8(ascii: "#") {
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            } else {
                position += 1
            }
        }
    }

    private mutating func number(_ what: String) throws(FeatureError) -> Int {
        skipSpace()
        let start = position
        var value = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]), position - start < 9 {
            value = value * 10 + Int(bytes[position] - 0x30)
            position += 1
        }
        guard position > start else { throw FeatureError(.malformed, "byte \(position): a number is missing, the picture's \(what)") }
        return value
    }

    /// Bits as text, which need no space between them; 1 is black.
    private mutating func bits(_ count: Int) throws(FeatureError) -> [Float] {
        try require(count, of: count)
        var values: [Float] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            skipSpace()
            guard position < bytes.count, bytes[position] == 0x30 || bytes[position] == 0x31 else {
                throw FeatureError(.malformed, "byte \(position): pixel \(values.count) is neither 0 nor 1")
            }
            values.append(bytes[position] == 0x30 ? 1 : 0)
            position += 1
        }
        return values
    }

    private mutating func plain(_ count: Int, _ most: Int) throws(FeatureError) -> [Float] {
        // A number takes two characters with the space behind it, so what is too short need not be read.
        try require(2 * count - 1, of: count)
        var values: [Float] = []
        values.reserveCapacity(count)
        for place in 0..<count { values.append(try share(try number("value \(place)"), most)) }
        return values
    }

    private mutating func packedBits(width: Int, height: Int) throws(FeatureError) -> [Float] {
        let rowBytes = (width + 7) / 8
        position += 1
        try require(rowBytes * height, of: width * height)
        return (0..<width * height).map { place in
            let x = place % width, byte = bytes[position + place / width * rowBytes + x / 8]
            return byte >> UInt8(7 - x % 8) & 1 == 0 ? 1 : 0
        }
    }

    private mutating func binary(_ count: Int, _ most: Int) throws(FeatureError) -> [Float] {
        let width = most > 255 ? 2 : 1
        // One character of white space stands behind the largest value.
        position += 1
        try require(count * width, of: count)
        var values: [Float] = []
        values.reserveCapacity(count)
        for place in 0..<count {
            let at = position + place * width
            values.append(try share(width == 1 ? Int(bytes[at]) : Int(bytes[at]) << 8 | Int(bytes[at + 1]), most))
        }
        return values
    }

    private func share(_ value: Int, _ most: Int) throws(FeatureError) -> Float {
        guard value <= most else { throw FeatureError(.malformed, "a pixel's value is \(value): at most \(most) is allowed by the header") }
        return Float(value) / Float(most)
    }

    private func require(_ needed: Int, of values: Int) throws(FeatureError) {
        let present = max(0, bytes.count - position)
        guard present >= needed else { throw FeatureError(.malformed, "the file ends early: \(present) bytes for \(values) values") }
    }
}
