import Core
import Notifications
import Testing

@Suite struct WebhookSignatureTests {
    private let time = Timestamp(milliseconds: 1_800_000_000_999)
    private let body = Array(#"{"id":"1"}"#.utf8)

    /// Made with `printf '1800000000.{"id":"1"}' | openssl dgst -sha256 -hmac whsec_test`.
    @Test func itIsWhatOthersCompute() {
        let header = WebhookSignature.header(body, secrets: ["whsec_test"], at: time)
        #expect(header == "t=1800000000,v1=15d2177989c694fad512568783fd1e0c20e1c480f7ab63182bf13486b475c540")
    }

    @Test func eachSecretSigns() {
        let header = WebhookSignature.header(body, secrets: ["whsec_test", "whsec_old"], at: time)
        let parts = header.split(separator: ",")
        #expect(parts.count == 3)
        #expect(parts[1] == "v1=15d2177989c694fad512568783fd1e0c20e1c480f7ab63182bf13486b475c540")
        #expect(parts[2] == "v1=8ba37ea8bc0412596167f0219a383a7e05ffd6d75a6deda79cead5a473f2b640")
    }
}
