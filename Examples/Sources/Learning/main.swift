import Kindred
import KindredLearning

// Fruits by sweetness, firmness and a loud third number that says nothing about the kind.
let kinds = ["apple", "banana", "cherry"]
var points: [Point] = []
for row in 0..<120 {
    let kind = row % 3, noise = Float((row * 37) % 23) / 23 - 0.5
    points.append(
        Point(id: .number(UInt64(row)), vector: [Float(kind) + noise * 0.1, Float(kind == 1 ? 1 : 0) - noise * 0.1, noise * 6], payload: ["kind": .string(kinds[kind])]))
}

let database = try Database(path: "fruits.kindred")
let fruits = try database.collection("fruits", orCreate: .init(dimension: 3, measure: .euclidean))
try fruits.upsert(points)

// Learn from the field "kind"; how far it is is told as it comes.
let rows = Matrix<Float>(points.compactMap(\.vector))
let labels = points.map { kinds.firstIndex(of: $0.payload["kind"]?.stringValue ?? "") ?? 0 }
var plan = TrainingPlan(loss: .contrastive, encoder: .linear)
plan.epochs = 300
for try await event in try Trainer(rows, labels: labels, plan: plan).events() {
    switch event {
    case .epoch(let progress):
        if progress.epoch % 100 == 0 { print("epoch \(progress.epoch) of \(progress.epochs)") }
    case .outcome(let outcome):
        print("held-out \(outcome.verdict.figure):", outcome.verdict.before < outcome.verdict.after ? "better" : "no better")
        guard outcome.verdict.isPromoted, let encoder = outcome.encoder else { break }
        try fruits.promote(measure: try fruits.addMeasure(.encoded(encoder)))
    }
}
let near = try fruits.search(points[1].vector ?? [], limit: 5).compactMap { try fruits.fetch($0.id)?.payload["kind"]?.stringValue }
print("near a banana:", near.joined(separator: " "))
try database.close()
