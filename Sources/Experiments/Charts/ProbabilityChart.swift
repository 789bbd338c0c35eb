/// One site's choice probabilities over the steps: areas on top of each other, the cheapest candidate at the bottom and
/// lightest, the dearest at the top and darkest.
struct ProbabilityChart {
    struct Candidate {
        /// As specs spell it.
        var name: String
        var macs: Int
        /// One a step.
        var probabilities: [Double]
    }

    var title: String
    var steps: [Int]
    /// In any order.
    var candidates: [Candidate]

    /// Candidates that never get so much are drawn with the next cheaper one.
    private static let least = 0.004

    private static let (width, height) = (180.0, 64.0)

    func element() -> String {
        var svg = SVGText(width: Self.width, height: Self.height)
        let ordered = candidates.enumerated().sorted { ($0.element.macs, $0.offset) < ($1.element.macs, $1.offset) }
            .map(\.element)
        guard steps.count > 0, !ordered.isEmpty else { return svg.element(label: title) }
        let shades = Self.shades(ordered.count)
        var below = steps.map { _ in 0.0 }
        svg.rectangle(x: 0, y: 0, width: Self.width, height: Self.height, fill: shades[0])
        for (index, candidate) in ordered.enumerated() {
            if index > 0, candidate.probabilities.contains(where: { $0 >= Self.least }) {
                svg.add(area(from: below, fill: shades[index]))
            }
            for step in below.indices where candidate.probabilities.indices.contains(step) {
                below[step] += candidate.probabilities[step]
            }
        }
        svg.rectangle(x: 0, y: 0, width: Self.width, height: Self.height, fill: "none", stroke: "#777777")
        return svg.element(label: label(ordered))
    }

    /// All that lies above a line, with the line in white.
    private func area(from line: [Double], fill: String) -> String {
        let last = Double(max(1, steps.count - 1))
        let places = line.enumerated().map { step, share in
            let x = steps.count == 1 ? 0 : Self.width * Double(step) / last
            return "\(Int(x.rounded())) \(Int((Self.height * (1 - min(1, max(0, share)))).rounded()))"
        }
        let tail = steps.count == 1 ? "L180 " + places[0].split(separator: " ")[1] : ""
        return "<path d=\"M\(places.joined(separator: "L"))\(tail)L180 0L0 0Z\" fill=\"\(fill)\" stroke=\"#FFFFFF\" "
            + "stroke-width=\"0.8\"/>"
    }

    private func label(_ ordered: [Candidate]) -> String {
        let best = ordered.max { ($0.probabilities.last ?? 0) < ($1.probabilities.last ?? 0) }
        return "\(title): at the last step \(best?.name ?? "") is the likeliest"
    }

    /// From light to dark, evenly in lightness, from pale yellow over green to dark blue.
    static func shades(_ count: Int) -> [String] {
        let stops: [(Double, Double, Double)] = [
            (253, 245, 200), (190, 219, 150), (106, 178, 144), (48, 124, 142), (38, 70, 120), (20, 24, 66),
        ]
        return (0..<count).map { index in
            let place = count == 1 ? 0 : Double(index) / Double(count - 1) * Double(stops.count - 1)
            let lower = min(stops.count - 2, Int(place))
            let part = place - Double(lower)
            func mix(_ one: Double, _ other: Double) -> Int { Int((one + (other - one) * part).rounded()) }
            let (low, high) = (stops[lower], stops[lower + 1])
            return "rgb(\(mix(low.0, high.0)),\(mix(low.1, high.1)),\(mix(low.2, high.2)))"
        }
    }
}
