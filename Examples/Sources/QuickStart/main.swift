import Kindred

let database = try Database(path: "films.kindred")
let films = try database.collection("films", orCreate: .init(dimension: 3, measure: .cosine))
try films.upsert([
    Point(id: 1, vector: [0.9, 0.1, 0.3], payload: ["title": "Alien", "year": 1979]),
    Point(id: 2, vector: [0.8, 0.2, 0.5], payload: ["title": "Aliens", "year": 1986]),
    Point(id: 3, vector: [0.1, 0.9, 0.2], payload: ["title": "Amélie", "year": 2001]),
])
for hit in try films.search([0.9, 0.1, 0.2], limit: 2, filter: .field("year") < 2000) {
    print(hit.id, hit.score)
}
try database.close()
