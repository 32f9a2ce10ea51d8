import Gateway

/// A limit that an operator can set: a variable, and the place of its value.
///
/// The default is what the configuration has without it.
struct LimitSetting: Sendable {
    let setting: any AnySetting
    private let read: @Sendable (SettingReader, inout HubConfiguration) throws(CommandFailure) -> Void

    typealias Place<Value> = WritableKeyPath<HubConfiguration, Value> & Sendable

    /// Takes the value from the environment.
    func apply(_ reader: SettingReader, to configuration: inout HubConfiguration) throws(CommandFailure) {
        try read(reader, &configuration)
    }

    private init<Value>(_ setting: Setting<Value>, _ set: @escaping @Sendable (inout HubConfiguration, Value) -> Void) {
        self.setting = setting
        read = { (reader, configuration) throws(CommandFailure) in
            set(&configuration, try reader.value(of: setting))
        }
    }

    static func number(
        _ name: String,
        _ meaning: String,
        in range: ClosedRange<Int>,
        _ place: any Place<Int>
    ) -> LimitSetting {
        let standard = HubConfiguration()[keyPath: place]
        return LimitSetting(.number("LASO_LIMIT_" + name, meaning, in: range, standard: standard)) {
            $0[keyPath: place] = $1
        }
    }

    static func seconds(
        _ name: String,
        _ meaning: String,
        in range: ClosedRange<Int>,
        _ place: any Place<Duration>
    ) -> LimitSetting {
        let standard = Int(HubConfiguration()[keyPath: place].components.seconds)
        return LimitSetting(.number("LASO_LIMIT_" + name, meaning, in: range, standard: standard)) {
            $0[keyPath: place] = .seconds($1)
        }
    }

    static func rate(_ name: String, _ meaning: String, _ place: any Place<RateLimit>) -> LimitSetting {
        let setting = Setting<RateLimit>(
            name: "LASO_LIMIT_" + name,
            meaning: meaning,
            rule: "two whole numbers from 1 to 1000000 like 50/400: so many per second, and so many at once",
            standard: HubConfiguration()[keyPath: place].text,
            parse: RateLimit.init(text:)
        )
        return LimitSetting(setting) { $0[keyPath: place] = $1 }
    }
}

extension RateLimit {
    private static let range = 1...1_000_000

    var text: String { "\(perSecond)/\(burst)" }

    init?(text: String) {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let perSecond = numbers[0], let burst = numbers[1],
            Self.range.contains(perSecond), Self.range.contains(burst)
        else { return nil }
        self.init(perSecond: perSecond, burst: burst)
    }
}
