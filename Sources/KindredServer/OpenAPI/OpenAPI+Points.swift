#if Server
import KindredService

extension OpenAPI {
    private static func change(_ summary: String, _ body: String) -> OperationDescription { send("points", summary, .ref(body), .ref("UpdateResult")) }

    /// Routes that read and change points.
    static let points: [String: OperationDescription] = [
        "POST /collections/{collection_name}/points": send("points", "Points by id", .ref("RetrievePoints"), .list(.ref("Record"))),
        "GET /collections/{collection_name}/points/{id}": get("points", "One point", .ref("Record")),
        "POST /collections/{collection_name}/points/scroll": send("points", "Points page by page", .ref("ScrollPoints"), .ref("ScrollResult")),
        "POST /collections/{collection_name}/points/count": send(
            "points", "How many points match", .object(["filter": .ref("Filter"), "exact": .bool]), .object(["count": .integer()])),
        "POST /collections/{collection_name}/facet": send(
            "points", "The values of a field with how many points have each",
            .object(["key": .string, "limit": .integer(1), "filter": .ref("Filter"), "exact": .bool], needs: ["key"]),
            .object(["hits": .list(.object(["value": .any, "count": .integer()]))])),
        "PUT /collections/{collection_name}/points": change("Write points", "UpsertPoints"),
        "POST /collections/{collection_name}/points/delete": change("Remove points", "PointsSelector"),
        "PUT /collections/{collection_name}/points/vectors": change("Change vectors of points", "UpdateVectors"),
        "POST /collections/{collection_name}/points/vectors/delete": change("Remove vectors from points", "DeleteVectors"),
        "POST /collections/{collection_name}/points/payload": change("Change keys of payloads", "SetPayload"),
        "PUT /collections/{collection_name}/points/payload": change("Replace payloads", "SetPayload"),
        "POST /collections/{collection_name}/points/payload/delete": change("Remove keys from payloads", "DeletePayload"),
        "POST /collections/{collection_name}/points/payload/clear": change("Empty payloads", "PointsSelector"),
        "POST /collections/{collection_name}/points/batch": send(
            "points", "Several changes in order", .object(["operations": .list(.ref("UpdateOperation"))], needs: ["operations"]), .list(.ref("UpdateResult"))),
    ]

    /// Bodies and answers about points.
    static let pointSchemas: [String: Schema] = [
        "PointId": .either(.integer(), Schema(json: ["type": "string", "format": "uuid"])),
        "Payload": .anyObject,
        "DenseVector": .list(.number),
        "SparseVector": .object(["indices": .list(.integer(0, to: 4_294_967_295)), "values": .list(.number)], needs: ["indices", "values"]),
        "Document": .object(["text": .string, "model": .string], needs: ["text", "model"]),
        "Vector": .either(.ref("DenseVector"), .list(.ref("DenseVector")), .ref("SparseVector"), .ref("Document")),
        "Vectors": .either(.ref("Vector"), .map(.ref("Vector"))),
        "PayloadSelector": .either(
            .bool, .list(.string), .object(["include": .list(.string)], needs: ["include"]), .object(["exclude": .list(.string)], needs: ["exclude"])),
        "VectorSelector": .either(.bool, .list(.string)),
        "Record": .object(["id": .ref("PointId"), "payload": .ref("Payload"), "vector": .ref("Vectors"), "order_value": .number], needs: ["id"]),
        "RetrievePoints": .object(
            ["ids": .list(.ref("PointId")), "with_payload": .ref("PayloadSelector"), "with_vector": .ref("VectorSelector")], needs: ["ids"]),
        "ScrollPoints": .object([
            "offset": .ref("PointId"), "limit": .integer(1).otherwise(10), "filter": .ref("Filter"), "order_by": .ref("OrderBy"), "with_payload": .ref("PayloadSelector"),
            "with_vector": .ref("VectorSelector"),
        ]),
        "ScrollResult": .object(["points": .list(.ref("Record")), "next_page_offset": .ref("PointId").orNull], needs: ["points"]),
        "Point": .object(["id": .ref("PointId"), "vector": .ref("Vectors"), "payload": .ref("Payload")], needs: ["id", "vector"]),
        "UpsertPoints": .either(
            .object(["points": .list(.ref("Point")), "update_filter": .ref("Filter"), "update_mode": .ref("UpdateMode")], needs: ["points"]),
            .object(
                [
                    "batch": .object(
                        ["ids": .list(.ref("PointId")), "vectors": .either(.list(.ref("Vector")), .map(.list(.ref("Vector")))), "payloads": .list(.ref("Payload").orNull)],
                        needs: ["ids", "vectors"])
                ], needs: ["batch"])),
        "UpdateMode": .words("upsert", "insert_only", "update_only"),
        "PointsSelector": .either(
            .object(["points": .list(.ref("PointId"))], needs: ["points"]), .object(["filter": .ref("Filter")], needs: ["filter"])),
        "UpdateVectors": .object(
            ["points": .list(.object(["id": .ref("PointId"), "vector": .ref("Vectors")], needs: ["id", "vector"]), atLeast: 1), "update_filter": .ref("Filter")],
            needs: ["points"]),
        "DeleteVectors": .both(.ref("PointsSelector"), .object(["vector": .list(.string, atLeast: 1)], needs: ["vector"])),
        "SetPayload": .both(.ref("PointsSelector"), .object(["payload": .ref("Payload"), "key": .string], needs: ["payload"])),
        "DeletePayload": .both(.ref("PointsSelector"), .object(["keys": .list(.string)], needs: ["keys"])),
        "UpdateOperation": .either(
            .object(["upsert": .ref("UpsertPoints")], needs: ["upsert"]), .object(["delete": .ref("PointsSelector")], needs: ["delete"]),
            .object(["set_payload": .ref("SetPayload")], needs: ["set_payload"]), .object(["overwrite_payload": .ref("SetPayload")], needs: ["overwrite_payload"]),
            .object(["delete_payload": .ref("DeletePayload")], needs: ["delete_payload"]), .object(["clear_payload": .ref("PointsSelector")], needs: ["clear_payload"]),
            .object(["update_vectors": .ref("UpdateVectors")], needs: ["update_vectors"]), .object(["delete_vectors": .ref("DeleteVectors")], needs: ["delete_vectors"])),
        "UpdateResult": .object(["operation_id": .integer(), "status": .words("acknowledged", "completed", "wait_timeout")], needs: ["operation_id", "status"]),
    ]
}
#endif
