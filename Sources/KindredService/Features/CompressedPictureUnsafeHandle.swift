#if Pictures
import CJPEG
import CPNG
import KindredRetrieval

/// PNG and JPEG pictures in memory, decoded by libpng and libjpeg.
enum CompressedPicture {
    /// The picture of a PNG file's bytes, of any kind that PNG has; what is see-through shows white behind it.
    ///
    /// - Throws: `malformed`, `tooLarge`.
    static func png(_ bytes: [UInt8]) throws(FeatureError) -> GreyImage {
        // libpng keeps the bytes' address until it has read them, so all of it happens where they stand still.
        try unsafe bytes.withUnsafeBufferPointer { (source) throws(FeatureError) in
            var image = unsafe png_image()
            guard unsafe cpng_open(&image, source.baseAddress, source.count) != 0 else {
                throw FeatureError(.malformed, "is a PNG that cannot be read: \(unsafe reason(&image))")
            }
            defer { unsafe cpng_close(&image) }
            let width = Int(unsafe image.width), height = Int(unsafe image.height)
            try GreyImage.check(width: width, height: height)
            var colors = [UInt8](repeating: 0, count: 4 * width * height)
            guard unsafe cpng_read(&image, &colors) != 0 else { throw FeatureError(.malformed, "is a PNG that cannot be read: \(unsafe reason(&image))") }
            return try GreyImage(width: width, height: height, pixels: (0..<width * height).map { brightness(colors, 4 * $0) })
        }
    }

    /// The picture of a JPEG file's bytes; how a camera was held is not looked at.
    ///
    /// - Throws: `malformed`, `tooLarge`.
    static func jpeg(_ bytes: [UInt8]) throws(FeatureError) -> GreyImage {
        var reason = [CChar](repeating: 0, count: Int(CJPEG_REASON_MAX) + 1), width: UInt32 = 0, height: UInt32 = 0
        let isOpen = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe cjpeg_read(source.baseAddress, source.count, nil, 0, &width, &height, &reason)
        }
        guard isOpen != 0 else { throw FeatureError(.malformed, "is a JPEG that cannot be read: \(text(reason))") }
        try GreyImage.check(width: Int(width), height: Int(height))
        var grey = [UInt8](repeating: 0, count: Int(width) * Int(height))
        let room = grey.count
        let isRead = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe grey.withUnsafeMutableBufferPointer { unsafe cjpeg_read(source.baseAddress, source.count, $0.baseAddress, room, &width, &height, &reason) }
        }
        guard isRead != 0 else { throw FeatureError(.malformed, "is a JPEG that cannot be read: \(text(reason))") }
        return try GreyImage(width: Int(width), height: Int(height), pixels: grey.map { Float($0) / 255 })
    }

    private static func brightness(_ colors: [UInt8], _ place: Int) -> Float {
        let own = GreyImage.brightness(red: Float(colors[place]), green: Float(colors[place + 1]), blue: Float(colors[place + 2])) / 255
        let opacity = Float(colors[place + 3]) / 255
        return own * opacity + 1 - opacity
    }

    private static func reason(_ image: inout png_image) -> String { unsafe String(cString: cpng_reason(&image)) }

    private static func text(_ reason: [CChar]) -> String {
        String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
#endif
