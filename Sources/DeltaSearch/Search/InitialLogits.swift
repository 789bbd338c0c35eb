/// Where the logits start: from the closed-form damages, at the prices that the budgets put on a MAC and a nanosecond.
///
/// `logits_k = −(damage_k + Σ price · cost_k) / s`: the prices those at which the cheapest damage-plus-price network
/// just fits, s the median over sites of the gap between the best candidate and the second best, so that the best one
/// typically leads by `confidence` nats.
enum InitialLogits {
    static func make(damages: [[Double]], macs: [[Int]], budget: Int, confidence: Double = 1.5) -> [[Double]] {
        make(damages: damages, prices: [(multiplier(damages, macs, budget), macs)], confidence: confidence)
    }

    /// - Parameter prices: of a unit of each resource, with what the candidates cost in it.
    static func make(
        damages: [[Double]], prices: [(price: Double, costs: [[Int]])], confidence: Double = 1.5
    ) -> [[Double]] {
        let reduced = damages.enumerated().map { site, damages in
            damages.enumerated().map { k, damage in
                prices.reduce(damage) { $0 + $1.price * Double($1.costs[site][k]) }
            }
        }
        let gaps = reduced.compactMap { values -> Double? in
            let sorted = values.sorted()
            return sorted.count > 1 ? sorted[1] - sorted[0] : nil
        }.filter { $0 > 0 }.sorted()
        let scale = gaps.isEmpty ? 1 : gaps[gaps.count / 2] / confidence
        return reduced.map { values in
            let best = values.min() ?? 0
            // Beyond this lead a candidate is not sampled within any search; keep it within reach of the gradient.
            return values.map { max(-8, -($0 - best) / scale) }
        }
    }

    /// The smallest price of a MAC at which the best network fits the budget.
    static func multiplier(_ damages: [[Double]], _ macs: [[Int]], _ budget: Int) -> Double {
        func cost(_ price: Double) -> Int {
            zip(damages, macs).reduce(0) { total, site in
                var best = 0
                var least = Double.infinity
                for k in site.0.indices {
                    let value = site.0[k] + price * Double(site.1[k])
                    if value < least || (value == least && site.1[k] < site.1[best]) { (best, least) = (k, value) }
                }
                return total + site.1[best]
            }
        }
        guard cost(0) > budget else { return 0 }
        var low = 0.0
        var high = 1e-12
        while cost(high) > budget, high < 1e12 { high *= 4 }
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if cost(middle) > budget { low = middle } else { high = middle }
        }
        return high
    }
}
