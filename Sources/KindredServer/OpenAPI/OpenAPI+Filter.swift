#if Server
import KindredService

extension OpenAPI {
    /// Filters and their conditions.
    static let filterSchemas: [String: Schema] = [
        "Filter": .object([
            "must": .ref("Conditions"), "should": .ref("Conditions"), "must_not": .ref("Conditions"),
            "min_should": .object(["conditions": .list(.ref("Condition")), "min_count": .integer()], needs: ["conditions", "min_count"]),
        ]),
        "Conditions": .either(.list(.ref("Condition")), .ref("Condition")),
        "Condition": .either(
            .ref("FieldCondition"), .object(["is_empty": .ref("PayloadField")], needs: ["is_empty"]), .object(["is_null": .ref("PayloadField")], needs: ["is_null"]),
            .object(["has_id": .list(.ref("PointId"))], needs: ["has_id"]), .object(["has_vector": .string], needs: ["has_vector"]),
            .object(["nested": .object(["key": .string, "filter": .ref("Filter")], needs: ["key", "filter"])], needs: ["nested"]),
            .object(["slice": .object(["total": .integer(1), "index": .integer()], needs: ["total", "index"])], needs: ["slice"]), .ref("Filter")),
        "PayloadField": .object(["key": .string], needs: ["key"]),
        "FieldCondition": .object(
            [
                "key": .string, "match": .ref("Match"), "range": .ref("Range"), "geo_radius": .object(["center": .ref("GeoPoint"), "radius": .between(0, 1e8)], needs: ["center", "radius"]),
                "geo_bounding_box": .object(["top_left": .ref("GeoPoint"), "bottom_right": .ref("GeoPoint")], needs: ["top_left", "bottom_right"]),
                "geo_polygon": .object(["exterior": .ref("GeoRing"), "interiors": .list(.ref("GeoRing"))], needs: ["exterior"]), "values_count": .ref("CountRange"),
                "is_empty": .bool, "is_null": .bool,
            ], needs: ["key"]),
        "Match": .either(
            .object(["value": .either(.string, Schema(json: ["type": "integer"]), .bool)], needs: ["value"]), .object(["any": .ref("MatchValues")], needs: ["any"]),
            .object(["except": .ref("MatchValues")], needs: ["except"]), .object(["text": .string], needs: ["text"]), .object(["text_any": .string], needs: ["text_any"]),
            .object(["phrase": .string], needs: ["phrase"]), .object(["prefix": .string], needs: ["prefix"])),
        "MatchValues": .either(.list(.string), .list(Schema(json: ["type": "integer"]))),
        "Range": .object(["gt": .ref("Bound"), "gte": .ref("Bound"), "lt": .ref("Bound"), "lte": .ref("Bound")]),
        "Bound": .either(.number, Schema(json: ["type": "string", "format": "date-time"])),
        "CountRange": .object(["gt": .integer(), "gte": .integer(), "lt": .integer(), "lte": .integer()]),
        "GeoPoint": .object(["lat": .between(-90, 90), "lon": .between(-180, 180)], needs: ["lat", "lon"]),
        "GeoRing": .object(["points": .list(.ref("GeoPoint"), atLeast: 4)], needs: ["points"]),
    ]
}
#endif
