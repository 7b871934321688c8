#if Keras
import CHDF5
import Foundation

// The HDF5 file format is read through libhdf5, whatever layout, chunking or compression a file has: https://docs.hdfgroup.org/hdf5
// Beyond its own checks, nothing is read that lies in another file (links, external storage, virtual datasets), and no array
// is allocated that the file's size does not justify.

/// An open HDF5 file. It belongs into a process of its own: ``HDF5Process``.
final class HDF5File {
    /// Where the bytes are.
    enum Source {
        case file(String)
        case image([UInt8])

        /// How many there are.
        var size: Int {
            switch self {
            case .file(let path): (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
            case .image(let bytes): bytes.count
            }
        }
    }

    private static let none: hid_t = 0
    private static let readOnly: UInt32 = 0

    private let file: hid_t
    private let bytes: Int

    /// Opens a file.
    ///
    /// - Parameter size: the source's, which is the limit of what it may claim.
    /// - Throws: `damaged` when libhdf5 refuses it.
    init(_ source: Source, size: Int) throws(KerasError) {
        bytes = size
        chdf5_be_silent()
        chdf5_forbid_plugins()
        let access = H5Pcreate(chdf5_file_access())
        guard access >= 0 else { throw KerasError(.io, "libhdf5 cannot be started") }
        defer { _ = H5Pclose(access) }
        switch source {
        case .file(let path):
            chdf5_forgo_locks(access)
            file = unsafe H5Fopen(path, Self.readOnly, access)
        case .image(let image):
            var image = image
            let isSet = unsafe image.withUnsafeMutableBytes { unsafe H5Pset_fapl_core(access, 1 << 20, false) >= 0 && H5Pset_file_image(access, $0.baseAddress, $0.count) >= 0 }
            guard isSet else { throw KerasError(.io, "libhdf5 cannot read \(image.count) bytes from memory") }
            file = unsafe H5Fopen("model.weights.h5", Self.readOnly, access)
        }
        guard file >= 0 else { throw KerasError(.damaged, "cannot be opened by libhdf5: of \(bytes) bytes, truncated or damaged") }
    }

    deinit { _ = H5Fclose(file) }

    /// Whether a path leads to an object of this file.
    func contains(_ path: String) -> Bool {
        guard let object = try? open(path) else { return false }
        _ = H5Oclose(object)
        return true
    }

    /// Opens an object step by step, so that no link leads elsewhere.
    private func open(_ path: String) throws(KerasError) -> hid_t {
        var current = unsafe H5Oopen(file, "/", Self.none)
        guard current >= 0 else { throw KerasError(.damaged, "has no root group that libhdf5 can open") }
        for step in path.split(separator: "/") {
            let stays = unsafe step.utf8.count <= ModelLimits.name && H5Iget_type(current) == H5I_GROUP ? chdf5_link_stays(current, String(step)) : -1
            let next = stays == 1 ? unsafe H5Oopen(current, String(step), Self.none) : -1
            _ = H5Oclose(current)
            guard stays != 0 else { throw KerasError(.unsupported, "'\(path)' is a link, which is not followed") }
            guard next >= 0 else { throw KerasError(.malformed, "has no object '\(path)'\(path == String(step) ? "" : " ('\(step)' is missing)")") }
            current = next
        }
        return current
    }

    /// An attribute's texts, `nil` when there is none of that name. Empty attributes of any type are no texts.
    ///
    /// - Throws: `malformed` when it is of another type.
    func strings(_ name: String, of path: String) throws(KerasError) -> [String]? {
        let object = try open(path)
        defer { _ = H5Oclose(object) }
        guard unsafe H5Aexists(object, name) > 0 else { return nil }
        let attribute = unsafe H5Aopen(object, name, Self.none)
        guard attribute >= 0 else { throw KerasError(.damaged, "attribute '\(name)' of '\(path)' cannot be opened") }
        defer { _ = H5Aclose(attribute) }
        let type = H5Aget_type(attribute), space = H5Aget_space(attribute)
        defer {
            _ = H5Tclose(type)
            _ = H5Sclose(space)
        }
        let count = H5Sget_simple_extent_npoints(space)
        guard type >= 0, space >= 0, count >= 0 else { throw KerasError(.damaged, "attribute '\(name)' of '\(path)' has no type or shape") }
        guard count > 0 else { return [] }
        guard count <= ModelLimits.layers else { throw KerasError(.tooLarge, "attribute '\(name)' of '\(path)' claims \(count) values; at most \(ModelLimits.layers) are accepted") }
        guard H5Tget_class(type) == H5T_STRING else { throw KerasError(.malformed, "attribute '\(name)' of '\(path)' is no text") }
        let texts = H5Tis_variable_str(type) > 0 ? Self.variableTexts(attribute, type, space, Int(count)) : Self.fixedTexts(attribute, type, Int(count), limit: bytes)
        guard let texts else { throw KerasError(.damaged, "attribute '\(name)' of '\(path)' cannot be read") }
        return texts
    }

    private static func variableTexts(_ attribute: hid_t, _ type: hid_t, _ space: hid_t, _ count: Int) -> [String]? {
        let memory = H5Tcopy(chdf5_c_string())
        defer { _ = H5Tclose(memory) }
        guard chdf5_make_variable(memory) >= 0, H5Tset_cset(memory, H5Tget_cset(type)) >= 0 else { return nil }
        var pointers = unsafe [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        guard unsafe H5Aread(attribute, memory, &pointers) >= 0 else { return nil }
        defer { _ = unsafe H5Dvlen_reclaim(memory, space, none, &pointers) }
        return unsafe pointers.map { pointer in unsafe pointer.map { unsafe String(cString: $0) } ?? "" }
    }

    private static func fixedTexts(_ attribute: hid_t, _ type: hid_t, _ count: Int, limit: Int) -> [String]? {
        let width = Int(H5Tget_size(type))
        guard width > 0, width <= limit, count <= limit / width else { return nil }
        var characters = [CChar](repeating: 0, count: count * width)
        guard unsafe H5Aread(attribute, type, &characters) >= 0 else { return nil }
        return (0..<count).map { text(characters[($0 * width)..<(($0 + 1) * width)]) }
    }

    /// Up to the first zero.
    private static func text(_ characters: some Sequence<CChar>) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A dataset of numbers as floats, of a shape that is known before.
    ///
    /// - Throws: `mismatch` for another shape, `malformed` for no numbers or numbers that are not finite, `damaged` when libhdf5 cannot read them.
    func array(_ path: String, shape: [Int]) throws(KerasError) -> [Float] {
        let dataset = try open(path)
        defer { _ = H5Oclose(dataset) }
        guard H5Iget_type(dataset) == H5I_DATASET else { throw KerasError(.malformed, "'\(path)' is no array") }
        let found = try self.shape(of: dataset, path)
        guard found == shape else { throw KerasError(.mismatch, "'\(path)' has shape \(found); the configuration makes it \(shape)") }
        let count = shape.reduce(1, *)
        try requireStorage(of: dataset, count: count, path)
        var isRead = count == 0
        let values = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            isRead = unsafe isRead || H5Dread(dataset, chdf5_native_float(), Self.none, Self.none, Self.none, buffer.baseAddress) >= 0
            filled = isRead ? count : 0
        }
        guard isRead else { throw KerasError(.damaged, "the numbers of '\(path)' cannot be read: truncated, damaged, or compressed by a filter that is not there") }
        guard values.allSatisfy(\.isFinite) else { throw KerasError(.malformed, "'\(path)' holds numbers that are not finite") }
        return values
    }

    private func shape(of dataset: hid_t, _ path: String) throws(KerasError) -> [Int] {
        let type = H5Dget_type(dataset), space = H5Dget_space(dataset)
        defer {
            _ = H5Tclose(type)
            _ = H5Sclose(space)
        }
        let kind = H5Tget_class(type), rank = Int(H5Sget_simple_extent_ndims(space))
        guard kind == H5T_FLOAT || kind == H5T_INTEGER else { throw KerasError(.malformed, "'\(path)' holds no numbers") }
        guard (0...ModelLimits.axes).contains(rank) else { throw KerasError(.malformed, "'\(path)' has \(rank) axes; at most \(ModelLimits.axes) are accepted") }
        var lengths = [hsize_t](repeating: 0, count: max(rank, 1))
        guard unsafe rank == 0 || H5Sget_simple_extent_dims(space, &lengths, nil) >= 0 else { throw KerasError(.damaged, "'\(path)' has no shape") }
        return lengths.prefix(rank).map { Int(clamping: $0) }
    }

    /// That the numbers lie in this file, and that there are enough bytes for them.
    private func requireStorage(of dataset: hid_t, count: Int, _ path: String) throws(KerasError) {
        let plan = H5Dget_create_plist(dataset)
        defer { _ = H5Pclose(plan) }
        guard plan >= 0, H5Pget_layout(plan) != H5D_VIRTUAL, H5Pget_layout(plan) != H5D_LAYOUT_ERROR, H5Pget_external_count(plan) <= 0 else {
            throw KerasError(.unsupported, "the numbers of '\(path)' lie in another file, which is not read")
        }
        let stored = H5Dget_storage_size(dataset)
        guard stored <= UInt64(bytes), count <= Int(stored) * ModelLimits.compression else {
            throw KerasError(.malformed, "'\(path)' claims \(count) numbers, for which the file has \(min(stored, UInt64(bytes))) bytes")
        }
    }
}
#endif
