import RandomStreams

extension RandomStream {
    mutating func below(_ bound: Int) -> Int { integer(below: max(1, bound)) }

    mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }

    mutating func chance(_ probability: Double) -> Bool { bool(probability: probability) }

    /// Small numbers often, large ones seldom.
    mutating func count(upTo bound: Int) -> Int {
        var count = 1
        while count < bound, chance(0.6) { count += 1 + below(count) }
        return min(count, bound)
    }
}
