import Configuration

/// Reads settings; what breaks its rule is an error that names the variable.
struct SettingReader: Sendable {
    private let reader: ConfigReader

    init(_ reader: ConfigReader) {
        self.reader = reader
    }

    func value<Value>(of setting: Setting<Value>) throws(CommandFailure) -> Value {
        let key = ConfigKey(setting.name.lowercased().split(separator: "_").map(String.init))
        let text = reader.string(forKey: key, isSecret: setting.isSecret, default: setting.standard)
        guard let value = setting.parse(text) else {
            let found = setting.isSecret ? "has a value that can't be read" : "is \"\(text)\""
            throw CommandFailure(.configuration, "\(setting.name) \(found); it has to be \(setting.rule).")
        }
        return value
    }
}
