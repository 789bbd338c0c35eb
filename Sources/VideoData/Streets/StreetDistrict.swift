/// The character of 80 m of one side of the street.
struct StreetDistrict {
    enum Kind { case city, terraces, gardens, park }

    let kind: Kind
    let trees: Double
    let people: Double
    let parked: Double
    let railing: Bool

    init(style: StreetStyle, z: Double, side: Int) {
        var dice = StreetDice(style.seed, .district, slot: Int((z / 80).rounded(.down)), side: side)
        let draw = dice.unit()
        kind = draw < 0.34 ? .city : draw < 0.58 ? .terraces : draw < 0.82 ? .gardens : .park
        let green = kind == .city ? 0.5 : kind == .park ? 1.5 : 1
        trees = min(0.9, style.trees * green * dice.range(0.6, 1.4))
        people = min(0.95, style.people * (kind == .city ? 1.2 : 0.9) * dice.range(0.7, 1.2))
        parked = style.parkingWidth > 1 ? style.cars * dice.range(0.1, 0.75) : 0
        railing = dice.chance(kind == .city ? 0.45 : 0.2)
    }
}
