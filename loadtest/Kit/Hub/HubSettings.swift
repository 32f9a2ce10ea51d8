/// How a hub is set that is to be loaded: the limits that protect it from a single address would be the first to be
/// measured.
enum HubSettings {
    static func environment(for scenario: Scenario, seats: Int) -> [String: String] {
        let much = "1000000/1000000"
        var settings = [
            "LASO_LOG_LEVEL": "warning",
            "LASO_LIMIT_CONNECTIONS_PER_ADDRESS": "10000000",
            "LASO_LIMIT_CONNECTIONS_PER_PERSON": "10000",
            "LASO_LIMIT_STRANGERS": "1000000",
            "LASO_LIMIT_HELLO_SECONDS": "60",
            "LASO_LIMIT_COMMAND_RATE": much,
            "LASO_LIMIT_PERSON_COMMAND_RATE": much,
            "LASO_LIMIT_ADDRESS_COMMAND_RATE": much,
            "LASO_LIMIT_FRAME_RATE": much,
            "LASO_LIMIT_PERSON_SOCKET_RATE": much,
            "LASO_LIMIT_ADDRESS_SIGN_IN_RATE": much,
            "LASO_LIMIT_PERSON_REQUEST_RATE": much,
            "LASO_LIMIT_ADDRESS_REQUEST_RATE": much,
            "LASO_LIMIT_SEATS": "\(max(500, seats))",
            "LASO_LIMIT_DEVICES": "16",
        ]
        if let loops = scenario.hub.loops { settings["LASO_LOOPS"] = "\(loops)" }
        return settings.merging(scenario.hub.settings) { $1 }
    }
}
