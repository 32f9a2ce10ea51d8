import Core
import Wire

/// What holds for every text that is taken for an identifier, an address, or an offer.
enum TextChecks {
    static func check(_ input: [UInt8]) throws(Violation) {
        // What is no text comes to none of these.
        guard let text = String(validating: input, as: UTF8.self) else { return }
        try checkIdentifier(ConsultationID(text), text)
        try checkIdentifier(PersonID(text), text)
        if let device = DeviceID(text) {
            try expect(device.description == text, "a device's id is what the client said")
            try expect((1...DeviceID.lengthMax).contains(input.count), "a device's id has its limits")
            try expect(input.allSatisfy { (0x21...0x7E).contains($0) }, "a device's id is plain to print")
        }
        if let address = EmailAddress(text) {
            try expect(EmailAddress(address.text) == address, "an address is known by one form")
            try expect(address.text.utf8.count <= 254, "an address has its limit")
        }
        if let url = WebhookURL(text) {
            try expect(WebhookURL(url.text) == url, "a webhook's address is known by what was given")
            try expect(!url.host.isEmpty && (1...65_535).contains(url.port), "a webhook goes somewhere")
            let sent = url.authority + url.target
            try expect(url.target.hasPrefix("/"), "a webhook has a path")
            try expect(sent.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "a webhook's address breaks no head")
        }
        if let cursor = FeedCursor(text) {
            try expect(cursor.description == text, "a cursor has one form")
        }
        try checkOffer(text.split(separator: ",").map(String.init))
    }

    private static func checkIdentifier<ID: Identifier>(_ id: ID?, _ text: String) throws(Violation) {
        guard let id else { return }
        try expect(id.description == text.lowercased(), "an id is written as it was read, in lower case")
        try expect(ID(id.description) == id, "an id that is written reads the same")
    }

    private static func checkOffer(_ offered: [String]) throws(Violation) {
        guard let format = MessageFormat(offered: offered) else { return }
        try expect(offered.isEmpty || offered.contains(format.subprotocol), "only what was offered is chosen")
    }
}
