import Kindred
import Testing

@testable import KindredService

/// Bodies that make and change collections: what is refused, in which words, and what is shown again.
@Suite struct CollectionParametersTests {
    private static func refusal(_ text: String, changing first: String? = nil) -> RequestError? {
        do {
            if let first {
                var parameters = try CollectionParameters(JSONObject(parsing: first))
                try parameters.merge(JSONObject(parsing: text))
            } else {
                _ = try CollectionParameters(JSONObject(parsing: text))
            }
        } catch { return error as? RequestError }
        return nil
    }

    @Test(arguments: [
        (#"{"vectors":{"size":0,"distance":"Cosine"}}"#, "vectors.size: value 0 invalid, must be from 1 to 65536"),
        (#"{"vectors":{"size":65537,"distance":"Cosine"}}"#, "vectors.size: value 65537 invalid, must be from 1 to 65536"),
        (#"{"vectors":{"a":{"size":0,"distance":"Dot"}}}"#, "vectors.?.size: value 0 invalid, must be from 1 to 65536"),
        (#"{"hnsw_config":{"ef_construct":0}}"#, "hnsw_config.ef_construct: value 0 invalid, must be 4 or larger"),
        (#"{"wal_config":{"wal_capacity_mb":0}}"#, "wal_config.wal_capacity_mb: value 0 invalid, must be 1 or larger"),
        (#"{"shard_number":0}"#, "shard_number: value 0 invalid, must be 1 or larger"),
        (#"{"replication_factor":0}"#, "replication_factor: value 0 invalid, must be 1 or larger"),
        (#"{"write_consistency_factor":0}"#, "write_consistency_factor: value 0 invalid, must be 1 or larger"),
        (#"{"strict_mode_config":{"max_query_limit":0}}"#, "strict_mode_config.max_query_limit: value 0 invalid, must be 1 or larger"),
        (#"{"quantization_config":{"scalar":{"type":"int8","quantile":0.2}}}"#, "quantization_config.scalar.quantile: value 0.2 invalid, must be from 0.5 to 1.0"),
    ])
    func outOfRange(_ body: String, _ message: String) {
        let refusal = Self.refusal(body)
        #expect(refusal?.kind == .validation && refusal?.message == message)
    }

    @Test(arguments: [
        #"{"vectors":{"size":-1,"distance":"Cosine"}}"#, #"{"vectors":{"size":4}}"#, #"{"vectors":{"size":4,"distance":"cosine"}}"#, #"{"vectors":[4]}"#,
        #"{"vectors":{"size":4,"distance":"Dot","datatype":"float8"}}"#, #"{"vectors":{"size":1.5,"distance":"Dot"}}"#, #"{"shard_number":-1}"#,
        #"{"vectors":{"a":{"size":4,"distance":"Dot"}},"sparse_vectors":{"a":{}}}"#, #"{"sparse_vectors":{"a":{"modifier":"tf"}}}"#,
        #"{"quantization_config":{"scalar":{}}}"#, #"{"quantization_config":{}}"#, #"{"metadata":3}"#, #"{"on_disk_payload":"yes"}"#,
        #"{"vectors":{"size":4,"distance":"Dot","multivector_config":{"comparator":"min_sim"}}}"#,
    ])
    func ofAnotherKind(_ body: String) { #expect(Self.refusal(body)?.kind == .badRequest) }

    @Test func configurationsFollow() throws {
        let body: JSONObject = [
            "vectors": [
                "a": ["size": 4, "distance": "Cosine", "hnsw_config": ["m": 8]], "b": ["size": 3, "distance": "Manhattan", "hnsw_config": ["m": 0]],
                "c": ["size": 2, "distance": "Euclid", "multivector_config": ["comparator": "max_sim"]],
            ],
            "sparse_vectors": ["s": ["modifier": "idf"]], "hnsw_config": ["ef_construct": 64, "m": 24],
        ]
        let parameters = try CollectionParameters(body), configuration = parameters.configuration
        #expect(configuration.vectors["a"]?.measure == .cosine && configuration.vectors["a"]?.index.m == 8 && configuration.vectors["a"]?.index.efConstruction == 64)
        #expect(configuration.vectors["b"]?.measure == .manhattan && configuration.vectors["b"]?.index.kind == .flat)
        #expect(configuration.vectors["c"]?.measure == .euclidean && configuration.vectors["c"]?.isMultivector == true)
        #expect(Array(configuration.sparseVectors.keys) == ["s"] && parameters.sparseVector("s")?.usesIDF == true)
        #expect(try CollectionParameters(stored: parameters.stored) == parameters)
        let plain = try CollectionParameters(["vectors": ["size": 4, "distance": "Dot"]]).configuration
        #expect(plain == CollectionConfiguration(dimension: 4, measure: .dot))
    }

    @Test func shownWithDefaultsAndWithoutWhatWasNotSaid() throws {
        let shown = try CollectionParameters(["vectors": ["size": 4, "distance": "Dot"]]).description
        #expect(shown["params"] == ["vectors": ["size": 4, "distance": "Dot"], "shard_number": 1, "replication_factor": 1, "write_consistency_factor": 1, "on_disk_payload": true])
        #expect(shown["hnsw_config"] == ["m": 16, "ef_construct": 100, "full_scan_threshold": 10_000, "max_indexing_threads": 0, "on_disk": false])
        #expect(shown["wal_config"] == ["wal_capacity_mb": 32, "wal_segments_ahead": 0, "wal_retain_closed": 1])
        #expect(shown["quantization_config"] == .null && shown["metadata"] == nil)
        #expect(try CollectionParameters([:]).description["params"]?.objectValue?["vectors"] == nil)
        let given: JSONValue = ["size": 4, "distance": "Dot", "hnsw_config": ["m": 20], "quantization_config": ["scalar": ["type": "int8"]], "on_disk": true, "datatype": "uint8"]
        #expect(try CollectionParameters(["vectors": ["x": given]]).description["params"]?.objectValue?["vectors"] == ["x": given])
    }

    @Test func changesMerge() throws {
        var parameters = try CollectionParameters([
            "vectors": ["a": ["size": 4, "distance": "Dot", "hnsw_config": ["m": 8]]], "sparse_vectors": ["s": ["modifier": "idf"]],
            "metadata": ["x": 1, "y": ["z": 2]], "strict_mode_config": ["enabled": true, "max_query_limit": 5], "quantization_config": ["scalar": ["type": "int8"]],
        ])
        try parameters.merge([
            "vectors": ["a": ["hnsw_config": ["ef_construct": 50], "on_disk": true]], "sparse_vectors": ["s": ["modifier": "none"]],
            "metadata": ["x": nil, "w": 3], "strict_mode_config": ["max_timeout": 9], "quantization_config": "Disabled", "params": ["replication_factor": 2],
            "optimizers_config": ["indexing_threshold": 7, "max_optimization_threads": "auto"], "hnsw_config": ["m": 40],
        ])
        let shown = parameters.description
        #expect(shown["params"]?.objectValue?["vectors"] == ["a": ["size": 4, "distance": "Dot", "hnsw_config": ["m": 8, "ef_construct": 50], "on_disk": true]])
        #expect(shown["params"]?.objectValue?["replication_factor"] == 2)
        #expect(shown["metadata"] == ["y": ["z": 2], "w": 3])
        #expect(shown["strict_mode_config"] == ["enabled": true, "max_query_limit": 5, "max_timeout": 9])
        #expect(shown["quantization_config"] == .null && shown["hnsw_config"]?.objectValue?["m"] == 40)
        #expect(shown["optimizer_config"]?.objectValue?["indexing_threshold"] == 7 && shown["optimizer_config"]?.objectValue?["max_optimization_threads"] == .null)
        #expect(parameters.sparseVector("s")?.usesIDF == false)
        try parameters.merge(["vectors": ["a": ["hnsw_config": [:]]]])
        #expect(parameters.description["params"]?.objectValue?["vectors"] == ["a": ["size": 4, "distance": "Dot", "on_disk": true]])
        let first = #"{"vectors":{"size":4,"distance":"Dot"}}"#
        #expect(Self.refusal(#"{"vectors":{"b":{}}}"#, changing: first)?.text == "Wrong input: Not existing vector name error: b")
        #expect(Self.refusal(#"{"vectors":{"":{"on_disk":true}}}"#, changing: first) == nil)
    }

    @Test func collectionsOfOtherOriginAreDescribed() throws {
        var configuration = CollectionConfiguration(dimension: 3, measure: .cosine)
        configuration.sparseVectors["s"] = SparseVectorConfiguration()
        let shown = CollectionParameters(describing: configuration).description["params"]?.objectValue
        #expect(shown?["vectors"] == ["size": 3, "distance": "Cosine"] && shown?["sparse_vectors"] == ["s": [:]])
    }
}
