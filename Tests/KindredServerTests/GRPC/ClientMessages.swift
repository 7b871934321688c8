// swift-format-ignore-file
#if Server
/// What the reference client sends, printed by Scripts/grpc-fixtures.
struct ClientMessage: Sendable {
    /// The body that REST would have.
    let json: String
    /// The bytes of the message in base64.
    let bytes: String
}

extension ClientMessage {
    /// Filters.
    static let filters: [ClientMessage] = [
        ClientMessage(
            json: #"{}"#,
            bytes: ""),
        ClientMessage(
            json: #"{"must":[{"key":"city","match":{"value":"London"}},{"key":"rank","match":{"value":-7}},{"key":"open","match":{"value":true}}]}"#,
            bytes: "EhIKEAoEY2l0eRIICgZMb25kb24SFQoTCgRyYW5rEgsQ+f//////////ARIMCgoKBG9wZW4SAhgB"),
        ClientMessage(
            json: #"{"should":[{"key":"city","match":{"any":["a","b"]}},{"key":"rank","match":{"any":[1,2]}}],"must_not":[{"key":"city","match":{"except":["c"]}},{"key":"rank","match":{"except":[3]}}]}"#,
            bytes: "ChIKEAoEY2l0eRIIKgYKAWEKAWIKEAoOCgRyYW5rEgYyBAoCAQIaDwoNCgRjaXR5EgVCAwoBYxoPCg0KBHJhbmsSBToDCgED"),
        ClientMessage(
            json: #"{"must":[{"key":"t","match":{"text":"good day"}},{"key":"t","match":{"text_any":"good day"}},{"key":"t","match":{"phrase":"good day"}},{"key":"t","match":{"prefix":"go"}}]}"#,
            bytes: "EhEKDwoBdBIKIghnb29kIGRheRIRCg8KAXQSClIIZ29vZCBkYXkSEQoPCgF0EgpKCGdvb2QgZGF5EgsKCQoBdBIEWgJnbw=="),
        ClientMessage(
            json: #"{"must":[{"key":"a.b[].c","range":{"gt":0.5,"lte":9.25}},{"key":"n","range":{"lt":1e+300,"gte":-1.5}}]}"#,
            bytes: "Eh8KHQoHYS5iW10uYxoSEQAAAAAAAOA/IQAAAAAAgCJAEhkKFwoBbhoSCZx1AIg85Dd+GQAAAAAAAPi/"),
        ClientMessage(
            json: #"{"must":[{"key":"at","range":{"lt":"2025-01-01T00:00:00Z","gte":"2024-06-15T12:30:00.123456Z"}}]}"#,
            bytes: "Eh0KGwoCYXRCFQoGCICL0rsGGgsIyJK2swYQgJTvOg=="),
        ClientMessage(
            json: #"{"must":[{"key":"g","geo_radius":{"center":{"lon":-20.25,"lat":10.5},"radius":5000.0}},{"key":"g","geo_bounding_box":{"top_left":{"lon":-20.0,"lat":10.0},"bottom_right":{"lon":20.0,"lat":-10.0}}},{"key":"g","geo_polygon":{"exterior":{"points":[{"lon":0.0,"lat":0.0},{"lon":9.0,"lat":0.0},{"lon":9.0,"lat":9.0},{"lon":0.0,"lat":0.0}]},"interiors":[{"points":[{"lon":2.0,"lat":1.0},{"lon":3.0,"lat":1.0},{"lon":3.0,"lat":2.0},{"lon":2.0,"lat":1.0}]}]}}]}"#,
            bytes: "EiAKHgoBZyoZChIJAAAAAABANMARAAAAAAAAJUAVAECcRRIvCi0KAWciKAoSCQAAAAAAADTAEQAAAAAAACRAEhIJAAAAAAAANEARAAAAAAAAJMASfgp8CgFnOncKIwoACgkJAAAAAAAAIkAKEgkAAAAAAAAiQBEAAAAAAAAiQAoAElAKEgkAAAAAAAAAQBEAAAAAAADwPwoSCQAAAAAAAAhAEQAAAAAAAPA/ChIJAAAAAAAACEARAAAAAAAAAEAKEgkAAAAAAAAAQBEAAAAAAADwPw=="),
        ClientMessage(
            json: #"{"must":[{"key":"tags","values_count":{"gt":1,"lte":4}},{"key":"x","is_empty":true},{"key":"y","is_null":false}]}"#,
            bytes: "Eg4KDAoEdGFnczIEEAEgBBIHCgUKAXhIARIHCgUKAXlQAA=="),
        ClientMessage(
            json: #"{"must":[{"is_empty":{"key":"x"}},{"is_null":{"key":"y"}},{"has_id":[1,18446744073709551615,"550e8400-e29b-41d4-a716-446655440000"]},{"has_vector":"text"},{"slice":{"total":4,"index":3}}]}"#,
            bytes: "EgUSAwoBeBIFKgMKAXkSOxo5CgIIAQoLCP///////////wEKJhIkNTUwZTg0MDAtZTI5Yi00MWQ0LWE3MTYtNDQ2NjU1NDQwMDAwEgg6BgoEdGV4dBIGQgQIBBAD"),
        ClientMessage(
            json: #"{"min_should":{"conditions":[{"key":"a","match":{"value":1}},{"key":"b","match":{"value":2}}],"min_count":1},"must":[{"nested":{"key":"parts","filter":{"must":[{"key":"k","match":{"value":"x"}}],"must_not":[{"key":"n","range":{"lt":3.0}}]}}},{"should":[{"key":"q","match":{"value":"z"}}]}]}"#,
            bytes: "EikyJwoFcGFydHMSHhIKCggKAWsSAwoBeBoQCg4KAW4aCQkAAAAAAAAIQBIOIgwKCgoICgFxEgMKAXoiGAoJCgcKAWESAhABCgkKBwoBYhICEAIQAQ=="),
    ]

    /// Queries.
    static let queries: [ClientMessage] = [
        ClientMessage(
            json: #"{}"#,
            bytes: "CgFj"),
        ClientMessage(
            json: #"{"query":{"nearest":[0.25,-1.5,3.0]},"using":"text","filter":{"must":[{"key":"city","match":{"value":"London"}},{"key":"rank","match":{"value":-7}},{"key":"open","match":{"value":true}}]},"params":{"hnsw_ef":64,"exact":true,"quantization":{"ignore":true,"rescore":false,"oversampling":2.5},"indexed_only":true},"score_threshold":0.5,"limit":3,"offset":2,"with_vector":["text"],"with_payload":true}"#,
            bytes: "CgFjGhIKEBIOCgwAAIA+AADAvwAAQEAiBHRleHQqORISChAKBGNpdHkSCAoGTG9uZG9uEhUKEwoEcmFuaxILEPn//////////wESDAoKCgRvcGVuEgIYATIVCEAQARoNCAEQABkAAAAAAAAEQCABPQAAAD9AA0gCUggSBgoEdGV4dFoCCAE="),
        ClientMessage(
            json: #"{"query":{"nearest":"550e8400-e29b-41d4-a716-446655440000"},"with_payload":{"exclude":["a.b"]},"lookup_from":{"collection":"other","vector":"image"}}"#,
            bytes: "CgFjGioKKAomEiQ1NTBlODQwMC1lMjliLTQxZDQtYTcxNi00NDY2NTU0NDAwMDBaBxoFCgNhLmJyDgoFb3RoZXISBWltYWdl"),
        ClientMessage(
            json: #"{"query":{"nearest":{"indices":[7,3],"values":[0.5,2.0]}},"using":"words","with_vector":true,"with_payload":["a","b[].c"]}"#,
            bytes: "CgFjGhIKEBoOCggAAAA/AAAAQBICBwMiBXdvcmRzUgIIAVoMEgoKAWEKBWJbXS5j"),
        ClientMessage(
            json: #"{"query":{"nearest":[[0.25,-1.5,3.0],[0.25,-1.5,3.0]]}}"#,
            bytes: "CgFjGiQKIiIgCg4KDAAAgD4AAMC/AABAQAoOCgwAAIA+AADAvwAAQEA="),
        ClientMessage(
            json: #"{"query":{"nearest":[0.25,-1.5,3.0],"mmr":{"diversity":0.75,"candidates_limit":50}}}"#,
            bytes: "CgFjGh1KGwoQEg4KDAAAgD4AAMC/AABAQBIHFQAAQD8YMg=="),
        ClientMessage(
            json: #"{"query":{"recommend":{"positive":[1,[0.25,-1.5,3.0]],"negative":["550e8400-e29b-41d4-a716-446655440000"],"strategy":"best_score"}}}"#,
            bytes: "CgFjGkYSRAoECgIIAQoQEg4KDAAAgD4AAMC/AABAQBIoCiYSJDU1MGU4NDAwLWUyOWItNDFkNC1hNzE2LTQ0NjY1NTQ0MDAwMBgB"),
        ClientMessage(
            json: #"{"query":{"recommend":{"positive":[1],"strategy":"sum_scores"}}}"#,
            bytes: "CgFjGgoSCAoECgIIARgC"),
        ClientMessage(
            json: #"{"query":{"discover":{"target":5,"context":[{"positive":1,"negative":[0.25,-1.5,3.0]}]}}}"#,
            bytes: "CgFjGiQaIgoECgIIBRIaChgKBAoCCAESEBIOCgwAAIA+AADAvwAAQEA="),
        ClientMessage(
            json: #"{"query":{"context":[{"positive":1,"negative":[0.25,-1.5,3.0]}]}}"#,
            bytes: "CgFjGhwiGgoYCgQKAggBEhASDgoMAACAPgAAwL8AAEBA"),
        ClientMessage(
            json: #"{"query":{"order_by":{"key":"rank","direction":"desc","start_from":10}}}"#,
            bytes: "CgFjGg4qDAoEcmFuaxABGgIQCg=="),
        ClientMessage(
            json: #"{"query":{"sample":"random"}}"#,
            bytes: "CgFjGgI4AA=="),
        ClientMessage(
            json: #"{"prefetch":[{"query":{"nearest":[0.25,-1.5,3.0]},"using":"text","filter":{"should":[{"key":"city","match":{"any":["a","b"]}},{"key":"rank","match":{"any":[1,2]}}],"must_not":[{"key":"city","match":{"except":["c"]}},{"key":"rank","match":{"except":[3]}}]},"score_threshold":0.25,"limit":30},{"prefetch":[{"query":{"nearest":9},"limit":100}],"query":{"nearest":{"indices":[7,3],"values":[0.5,2.0]}},"using":"words","limit":20}],"query":{"fusion":"dbsf"}}"#,
            bytes: "CgFjEmsSEgoQEg4KDAAAgD4AAMC/AABAQBoEdGV4dCJIChIKEAoEY2l0eRIIKgYKAWEKAWIKEAoOCgRyYW5rEgYyBAoCAQIaDwoNCgRjaXR5EgVCAwoBYxoPCg0KBHJhbmsSBToDCgEDNQAAgD44HhIpCgoSBgoECgIICThkEhIKEBoOCggAAAA/AAAAQBICBwMaBXdvcmRzOBQaAjAB"),
        ClientMessage(
            json: #"{"prefetch":[{"query":{"nearest":[0.25,-1.5,3.0]}}],"query":{"rrf":{"k":60,"weights":[0.5]}}}"#,
            bytes: "CgFjEhQSEgoQEg4KDAAAgD4AAMC/AABAQBoKUggIPBIEAAAAPw=="),
        ClientMessage(
            json: #"{"prefetch":[{"query":{"nearest":[0.25,-1.5,3.0]}}],"query":{"formula":{"sum":["$score",0.5,{"mult":[2.0,{"key":"tag","match":{"value":"x"}}]},{"div":{"left":"a","right":"b.c","by_zero_default":0.25}},{"gauss_decay":{"x":{"datetime_key":"at"},"target":{"datetime":"2024-06-15T12:30:00Z"},"scale":86400.0,"midpoint":0.5}},{"geo_distance":{"origin":{"lon":2.5,"lat":1.5},"to":"g"}},{"pow":{"base":"a","exponent":2.0}},{"neg":{"abs":"a"}},{"ln":"a"},{"log10":"a"},{"exp":"a"},{"sqrt":"a"}]},"defaults":{"a":1.5}}}"#,
            bytes: "CgFjEhQSEgoQEg4KDAAAgD4AAMC/AABAQBrYAULVAQrCAUK/AQoIEgYkc2NvcmUKBQ0AAAA/Chk6FwoFDQAAAEAKDhoMCgoKA3RhZxIDCgF4ChNKEQoDEgFhEgUSA2IuYx0AAIA+CiuSASgKBDICYXQSFioUMjAyNC0wNi0xNVQxMjozMDowMFodAMCoRyUAAAA/ChkiFwoSCQAAAAAAAARAEQAAAAAAAPg/EgFnCg5qDAoDEgFhEgUNAAAAQAoHUgVaAxIBYQoGggEDEgFhCgV6AxIBYQoFcgMSAWEKBWIDEgFhEg4KAWESCREAAAAAAAD4Pw=="),
        ClientMessage(
            json: #"{"query":{"relevance_feedback":{"target":[0.25,-1.5,3.0],"feedback":[{"example":1,"score":0.75},{"example":"550e8400-e29b-41d4-a716-446655440000","score":0.25}],"strategy":{"naive":{"a":1.0,"b":0.5,"c":0.25}}}}}"#,
            bytes: "CgFjGmVaYwoQEg4KDAAAgD4AAMC/AABAQBILCgQKAggBFQAAQD8SLwooCiYSJDU1MGU4NDAwLWUyOWItNDFkNC1hNzE2LTQ0NjY1NTQ0MDAwMBUAAIA+GhEKDw0AAIA/FQAAAD8dAACAPg=="),
    ]

    /// Collections to be made.
    static let creations: [ClientMessage] = [
        ClientMessage(
            json: #"{"vectors":{"size":4,"distance":"Dot"}}"#,
            bytes: "CgFjUgYKBAgEEAM="),
        ClientMessage(
            json: #"{"vectors":{"a":{"size":4,"distance":"Cosine","hnsw_config":{"m":24,"ef_construct":80,"full_scan_threshold":5000,"max_indexing_threads":2,"on_disk":true,"payload_m":8,"inline_storage":false},"quantization_config":{"scalar":{"type":"int8","quantile":0.99,"always_ram":true}},"on_disk":true,"datatype":"uint8"},"b":{"size":65536,"distance":"Manhattan","quantization_config":{"product":{"compression":"x16","always_ram":true}},"multivector_config":{"comparator":"max_sim"}},"c":{"size":1,"distance":"Euclid","quantization_config":{"binary":{"always_ram":false,"encoding":"one_and_half_bits","query_encoding":"scalar4bits"}},"memory":"pinned","datatype":"turbo4"},"d":{"size":8,"distance":"Dot","quantization_config":{"turbo":{"bits":"bits1_5"}},"datatype":"float16"}},"shard_number":1,"sharding_method":"auto","replication_factor":2,"write_consistency_factor":1,"on_disk_payload":true,"hnsw_config":{"m":24,"ef_construct":80,"full_scan_threshold":5000,"max_indexing_threads":2,"on_disk":true,"payload_m":8,"inline_storage":false},"wal_config":{"wal_capacity_mb":16,"wal_segments_ahead":1},"optimizers_config":{"deleted_threshold":0.25,"vacuum_min_vector_number":500,"default_segment_number":2,"max_segment_size":90000,"memmap_threshold":1000,"indexing_threshold":20000,"flush_interval_sec":3,"max_optimization_threads":2,"prevent_unoptimized":false},"quantization_config":{"product":{"compression":"x16","always_ram":true}},"sparse_vectors":{"s":{"index":{"full_scan_threshold":77,"on_disk":true,"datatype":"float32"},"modifier":"idf"},"t":{}},"strict_mode_config":{"enabled":true,"max_query_limit":100,"max_timeout":10,"unindexed_filtering_retrieve":false,"unindexed_filtering_update":true,"search_max_hnsw_ef":128,"search_allow_exact":false,"search_max_oversampling":1.5,"upsert_max_batchsize":50,"search_max_batchsize":20,"max_collection_vector_size_bytes":10000000000,"read_rate_limit":5,"write_rate_limit":6,"max_collection_payload_size_bytes":1000000000,"max_points_count":1000,"filter_max_conditions":10,"condition_max_size":11,"multivector_config":{"m":{"max_vectors":3}},"sparse_config":{"s":{"max_length":9}},"max_payload_index_count":4},"metadata":{"owner":"me","n":1,"x":1.5,"deep":{"list":[1,null,"a"]}}}"#,
            bytes: "CgFjIg8IGBBQGIgnIAIoATAIOAAqBAgQEAEyIwkAAAAAAADQPxD0AxgCIJC/BSjoBzCgnAE4A0ACSgIIAlAAOAFAAVJ0EnIKKwoBYRImCAQQARoPCBgQUBiIJyACKAEwCDgAIgsKCQgBFaRwfT8YASgBMAIKFQoBYhIQCICABBAEIgYSBAgCEAE6AAoZCgFjEhQIARACIgoaCAgAEAIaAiACMARAAwoRCgFkEgwICBADIgQiAhABMANYAmABcgYSBAgCEAF4AIIBGAoPCgFzEgoKBghNEAEYARABCgUKAXQSAIoBTAgBEGQYCiAAKAEwgAE4AEUAAMA/SDJQgMivoCVYBWAGaICU69wDcAp4C4IBCQoHCgFtEgIIA4oBCQoHCgFzEgJQCZAB6AeYAQSgARSSASMKBGRlZXASGzIZChcKBGxpc3QSDzoNCgIYAQoCCAAKAyIBYZIBBwoBbhICGAGSAQ0KBW93bmVyEgQiAm1lkgEOCgF4EgkRAAAAAAAA+D8="),
    ]

    /// Changes of collections.
    static let changes: [ClientMessage] = [
        ClientMessage(
            json: #"{"vectors":{"":{"hnsw_config":{"m":24,"ef_construct":80,"full_scan_threshold":5000,"max_indexing_threads":2,"on_disk":true,"payload_m":8,"inline_storage":false},"on_disk":false}},"optimizers_config":{"deleted_threshold":0.25,"vacuum_min_vector_number":500,"default_segment_number":2,"max_segment_size":90000,"memmap_threshold":1000,"indexing_threshold":20000,"flush_interval_sec":3,"max_optimization_threads":2,"prevent_unoptimized":false},"params":{"replication_factor":3,"on_disk_payload":false},"hnsw_config":{"m":24,"ef_construct":80,"full_scan_threshold":5000,"max_indexing_threads":2,"on_disk":true,"payload_m":8,"inline_storage":false},"quantization_config":"Disabled","sparse_vectors":{"s":{"index":{"full_scan_threshold":77,"on_disk":true,"datatype":"float32"},"modifier":"idf"},"t":{}},"strict_mode_config":{"enabled":true,"max_query_limit":100,"max_timeout":10,"unindexed_filtering_retrieve":false,"unindexed_filtering_update":true,"search_max_hnsw_ef":128,"search_allow_exact":false,"search_max_oversampling":1.5,"upsert_max_batchsize":50,"search_max_batchsize":20,"max_collection_vector_size_bytes":10000000000,"read_rate_limit":5,"write_rate_limit":6,"max_collection_payload_size_bytes":1000000000,"max_points_count":1000,"filter_max_conditions":10,"condition_max_size":11,"multivector_config":{"m":{"max_vectors":3}},"sparse_config":{"s":{"max_length":9}},"max_payload_index_count":4},"metadata":{"owner":"me","n":1,"x":1.5,"deep":{"list":[1,null,"a"]}}}"#,
            bytes: "CgFjEiMJAAAAAAAA0D8Q9AMYAiCQvwUo6AcwoJwBOANAAkoCCAJQACIECAMYACoPCBgQUBiIJyACKAEwCDgAMhUKEwoPCBgQUBiIJyACKAEwCDgAGAA6AhoAQhgKDwoBcxIKCgYITRABGAEQAQoFCgF0EgBKTAgBEGQYCiAAKAEwgAE4AEUAAMA/SDJQgMivoCVYBWAGaICU69wDcAp4C4IBCQoHCgFtEgIIA4oBCQoHCgFzEgJQCZAB6AeYAQSgARRSIwoEZGVlcBIbMhkKFwoEbGlzdBIPOg0KAhgBCgIIAAoDIgFhUgcKAW4SAhgBUg0KBW93bmVyEgQiAm1lUg4KAXgSCREAAAAAAAD4Pw=="),
    ]

    /// Parameters of field indexes.
    static let indexes: [ClientMessage] = [
        ClientMessage(
            json: #"{"type":"keyword","is_tenant":true,"on_disk":false,"prefix":true}"#,
            bytes: "GgYIARAAIgA="),
        ClientMessage(
            json: #"{"type":"integer","lookup":true,"range":false,"is_principal":true}"#,
            bytes: "EgYIARAAGAE="),
        ClientMessage(
            json: #"{"type":"float","on_disk":true}"#,
            bytes: "IgIIAQ=="),
        ClientMessage(
            json: #"{"type":"geo","on_disk":true}"#,
            bytes: "KgIIAQ=="),
        ClientMessage(
            json: #"{"type":"bool","on_disk":false}"#,
            bytes: "MgIIAA=="),
        ClientMessage(
            json: #"{"type":"uuid","is_tenant":true}"#,
            bytes: "QgIIAQ=="),
        ClientMessage(
            json: #"{"type":"datetime","is_principal":true,"enable_hnsw":false}"#,
            bytes: "OgQQARgA"),
        ClientMessage(
            json: #"{"type":"text","tokenizer":"multilingual","min_token_len":2,"max_token_len":9,"lowercase":false,"ascii_folding":true,"phrase_matching":true,"stopwords":{"languages":["english","dutch"],"custom":["x"]},"on_disk":true,"stemmer":{"type":"snowball","language":"english"}}"#,
            bytes: "CjAIBBAAGAIgCSgBMhMKB2VuZ2xpc2gKBWR1dGNoEgF4OAFCCwoJCgdlbmdsaXNoSAE="),
    ]

    /// Collections at a glance.
    static let descriptions: [ClientMessage] = [
        ClientMessage(
            json: #"{"status":"green","optimizer_status":"ok","indexed_vectors_count":0,"points_count":3,"segments_count":2,"config":{"params":{"vectors":{"size":4,"distance":"Cosine"},"shard_number":1,"replication_factor":1,"write_consistency_factor":1,"on_disk_payload":true},"hnsw_config":{"m":16,"ef_construct":100,"full_scan_threshold":10000,"max_indexing_threads":0,"on_disk":false},"optimizer_config":{"deleted_threshold":0.2,"vacuum_min_vector_number":1000,"default_segment_number":0,"indexing_threshold":20000,"flush_interval_sec":5},"wal_config":{"wal_capacity_mb":32,"wal_segments_ahead":0,"wal_retain_closed":1}},"payload_schema":{}}"#,
            bytes: "CAESAggBIAI6PQoQGAEgASoGCgQIBBABMAE4ARILCBAQZBiQTiAAKAAaFAmamZmZmZnJPxDoBxgAMKCcATgFIgYIIBAAGAFIA1AA"),
        ClientMessage(
            json: #"{"status":"yellow","optimizer_status":{"error":"disk"},"indexed_vectors_count":7,"points_count":9,"segments_count":1,"config":{"params":{"vectors":{"a":{"size":4,"distance":"Cosine","hnsw_config":{"m":24,"ef_construct":80,"full_scan_threshold":5000,"max_indexing_threads":2,"on_disk":true,"payload_m":8,"inline_storage":false},"quantization_config":{"scalar":{"type":"int8","quantile":0.99,"always_ram":true}},"on_disk":true,"datatype":"uint8"},"b":{"size":65536,"distance":"Manhattan","quantization_config":{"product":{"compression":"x16","always_ram":true}},"multivector_config":{"comparator":"max_sim"}},"c":{"size":1,"distance":"Euclid","quantization_config":{"binary":{"always_ram":false,"encoding":"one_and_half_bits","query_encoding":"scalar4bits"}},"memory":"pinned","datatype":"turbo4"},"d":{"size":8,"distance":"Dot","quantization_config":{"turbo":{"bits":"bits1_5"}},"datatype":"float16"}},"shard_number":1,"replication_factor":1,"write_consistency_factor":1,"on_disk_payload":false,"sparse_vectors":{"s":{"index":{"full_scan_threshold":77,"on_disk":true,"datatype":"float32"},"modifier":"idf"},"t":{}}},"hnsw_config":{"m":16,"ef_construct":100,"full_scan_threshold":10000,"max_indexing_threads":0,"on_disk":false},"optimizer_config":{"deleted_threshold":0.2,"vacuum_min_vector_number":1000,"default_segment_number":0,"indexing_threshold":20000,"flush_interval_sec":5},"wal_config":{"wal_capacity_mb":32,"wal_segments_ahead":0,"wal_retain_closed":1},"quantization_config":{"product":{"compression":"x16","always_ram":true}},"strict_mode_config":{"enabled":true,"max_query_limit":100,"max_timeout":10,"unindexed_filtering_retrieve":false,"unindexed_filtering_update":true,"search_max_hnsw_ef":128,"search_allow_exact":false,"search_max_oversampling":1.5,"upsert_max_batchsize":50,"search_max_batchsize":20,"max_collection_vector_size_bytes":10000000000,"read_rate_limit":5,"write_rate_limit":6,"max_collection_payload_size_bytes":1000000000,"max_points_count":1000,"filter_max_conditions":10,"condition_max_size":11,"multivector_config":{"m":{"max_vectors":3}},"sparse_config":{"s":{"max_length":9}},"max_payload_index_count":4},"metadata":{"owner":"me","n":1,"x":1.5,"deep":{"list":[1,null,"a"]}}},"payload_schema":{"f0":{"data_type":"keyword","params":{"type":"keyword","is_tenant":true,"on_disk":false,"prefix":true},"points":0},"f1":{"data_type":"integer","params":{"type":"integer","lookup":true,"range":false,"is_principal":true},"points":1},"f2":{"data_type":"float","params":{"type":"float","on_disk":true},"points":2},"f3":{"data_type":"geo","params":{"type":"geo","on_disk":true},"points":3},"f4":{"data_type":"bool","params":{"type":"bool","on_disk":false},"points":4},"f5":{"data_type":"uuid","params":{"type":"uuid","is_tenant":true},"points":5},"f6":{"data_type":"datetime","params":{"type":"datetime","is_principal":true,"enable_hnsw":false},"points":6},"f7":{"data_type":"text","params":{"type":"text","tokenizer":"multilingual","min_token_len":2,"max_token_len":9,"lowercase":false,"ascii_folding":true,"phrase_matching":true,"stopwords":{"languages":["english","dutch"],"custom":["x"]},"on_disk":true,"stemmer":{"type":"snowball","language":"english"}},"points":7}},"update_queue":{"length":2}}"#,
            bytes: "CAISBhIEZGlzayABOucCCpYBGAEqdBJyCisKAWESJggEEAEaDwgYEFAYiCcgAigBMAg4ACILCgkIARWkcH0/GAEoATACChUKAWISEAiAgAQQBCIGEgQIAhABOgAKGQoBYxIUCAEQAiIKGggIABACGgIgAjAEQAMKEQoBZBIMCAgQAyIEIgIQATADMAE4AVIYCg8KAXMSCgoGCE0QARgBEAEKBQoBdBIAEgsIEBBkGJBOIAAoABoUCZqZmZmZmck/EOgHGAAwoJwBOAUiBgggEAAYASoGEgQIAhABMkwIARBkGAogACgBMIABOABFAADAP0gyUIDIr6AlWAVgBmiAlOvcA3AKeAuCAQkKBwoBbRICCAOKAQkKBwoBcxICUAmQAegHmAEEoAEUOiMKBGRlZXASGzIZChcKBGxpc3QSDzoNCgIYAQoCCAAKAyIBYToHCgFuEgIYAToNCgVvd25lchIEIgJtZToOCgF4EgkRAAAAAAAA+D9CFAoCZjASDggBEggaBggBEAAiABgAQhQKAmYxEg4IAhIIEgYIARAAGAEYAUIQCgJmMhIKCAMSBCICCAEYAkIQCgJmMxIKCAQSBCoCCAEYA0IQCgJmNBIKCAYSBDICCAAYBEIQCgJmNRIKCAgSBEICCAEYBUISCgJmNhIMCAcSBjoEEAEYABgGQj4KAmY3EjgIBRIyCjAIBBAAGAIgCSgBMhMKB2VuZ2xpc2gKBWR1dGNoEgF4OAFCCwoJCgdlbmdsaXNoSAEYB0gJUAdiAggC"),
    ]

    /// Payloads, as the fields of a Struct.
    static let payloads: [ClientMessage] = [
        ClientMessage(
            json: #"{}"#,
            bytes: ""),
        ClientMessage(
            json: #"{"null":null,"yes":true,"int":-9223372036854775808,"big":9007199254740993,"whole":1.0,"half":0.5,"text":"né\n\"q\"","list":[1,1.0,[],{},null],"deep":{"a":{"b":[{"c":2}]}}}"#,
            bytes: "ChAKA2JpZxIJGIGAgICAgIAQCikKBGRlZXASITIfCh0KAWESGDIWChQKAWISDzoNCgsyCQoHCgFjEgIYAgoRCgRoYWxmEgkRAAAAAAAA4D8KEgoDaW50EgsYgICAgICAgICAAQolCgRsaXN0Eh06GwoCGAEKCREAAAAAAADwPwoCOgAKAjIACgIIAAoKCgRudWxsEgIIAAoRCgR0ZXh0EgkiB27DqQoicSIKEgoFd2hvbGUSCREAAAAAAADwPwoJCgN5ZXMSAigB"),
    ]
}
#endif
