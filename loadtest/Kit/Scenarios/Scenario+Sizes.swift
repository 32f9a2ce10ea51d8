extension Scenario {
    /// The hub remembers so many client instances of a person.
    package static let devicesMax = 16

    /// How many people the largest visit can have, but at least those that the scenario wants.
    package var peopleNeeded: Int {
        let largest = groups.map { Int($0.people.highest) }.max() ?? 1
        let grown = growth?.vary == .people ? growth?.values.max() ?? 0 : 0
        return max(people, largest, grown)
    }

    /// One run of a series.
    package func grown(to value: Int) -> Scenario {
        var scenario = self
        guard let growth else { return self }
        scenario.growth = nil
        for index in scenario.groups.indices {
            let group = scenario.groups[index]
            switch growth.vary {
            case .connections:
                let perVisit = (group.people.lowest + group.people.highest) / 2 * Double(group.devices)
                scenario.groups[index].visits = max(1, Int(Double(value) / perVisit / Double(groups.count)))
            case .visits: scenario.groups[index].visits = value
            case .people: scenario.groups[index].people = Spread(Double(value))
            case .devices:
                let people = min(value, scenario.people)
                scenario.groups[index].people = Spread(Double(people))
                scenario.groups[index].devices = min(max(1, value / people), Self.devicesMax)
            case .history: scenario.groups[index].history = value
            }
        }
        return scenario
    }
}
