import BenchBodies
import Foundation

// Runs one bench, to be counted from outside: `CountedBench NAME OPERATIONS`; without arguments it lists them.
// It has one thread and awaits nothing, since valgrind 3.19 stops at Swift's asynchronous functions.

let arguments = CommandLine.arguments.dropFirst()
if arguments.isEmpty {
    for bench in Bench.all { print(bench.name, bench.operations, bench.about, separator: "\t") }
} else if arguments.count == 2,
    let bench = arguments.first.flatMap(Bench.named),
    let count = arguments.last.flatMap(Int.init)
{
    let tally = try bench.prepare()(count)
    print(tally.messages, tally.bytes, tally.failures, separator: "\t")
} else {
    print("Usage: CountedBench [NAME OPERATIONS]")
    exit(64)
}
