import FoundationEssentials
import FuzzTargets

// libFuzzer has the `main` of this program: see docs/fuzzing.md. It asks for one target, the one that LASO_FUZZ_TARGET names.

private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["LASO_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        fatalError("LASO_FUZZ_TARGET has to be one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(Violation) {
        try target.check(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        fatalError("broken rule: \(error)")
    }
    return 0
}
