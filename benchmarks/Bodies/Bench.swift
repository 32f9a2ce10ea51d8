/// One operation of the hot path that can be counted: without waiting, without a second thread, without input or output.
///
/// The same body is run under callgrind and under the counting preload (`benchmarks/counts`), by the suites
/// (`benchmarks/suites`), and, for its results, by `BenchTests`.
package struct Bench: Sendable {
    /// `part.operation`, as thresholds and tables name it.
    package let name: String
    /// What one operation is, for people.
    package let about: String
    /// How many operations one count takes.
    ///
    /// Enough that everything that grows with use has grown to its bound, and that rare work (a snapshot every 256 events)
    /// is in it in its share.
    package let operations: Int
    /// Builds what the operations need.
    ///
    /// What it returns runs so many operations, again and again, and says what they came to.
    package let prepare: @Sendable () throws -> (_ operations: Int) throws -> Tally

    init(
        _ name: String,
        _ about: String,
        operations: Int = 2048,
        prepare: @escaping @Sendable () throws -> (_ operations: Int) throws -> Tally
    ) {
        self.name = name
        self.about = about
        self.operations = operations
        self.prepare = prepare
    }

    /// Every bench, in the order of the tables.
    package static let all = codec + stateMachine + fanOut + actor

    package static func named(_ name: String) -> Bench? { all.first { $0.name == name } }
}
