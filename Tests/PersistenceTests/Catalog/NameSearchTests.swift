import Core
import Foundation
import GRDB
import TestKit
import Testing

@testable import Persistence

/// Consultations by the names of those who take part: what is found is in ``CatalogCases``, here is how it is kept.
@Suite("Consultations by names")
struct NameSearchTests {
    private let cases = CatalogCases()

    private func withStored(_ body: (Store, StoreBench) async throws -> Void) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                for batch in cases.batches { _ = await store.append(batch) }
                try await body(store, bench)
            }
        }
    }

    private func found(_ store: Store, _ words: String...) async throws -> Int {
        try await store.journal.page(CatalogQuery(person: nil, words: words)).total
    }

    /// Where all words are frequent the list is gone through instead of sorted.
    @Test func frequentWordsFindTheSame() async throws {
        try await withStored { _, bench in
            let index = KeyedIndex(try bench.master)
            let database = try DatabaseQueue(path: bench.paths.journal)
            for query in cases.lists.map(\.query) where !query.words.isEmpty {
                let words = query.words.map { index.code(ofName: $0) }
                let pages = try await database.read { db in
                    try [0, CatalogFilter.rareMax].map { rareMax in
                        let filter = try CatalogFilter(query, words: words, rareMax: rareMax, db)
                        return (try filter.rows(limit: 9, offset: query.offset, db), try filter.count(db))
                    }
                }
                #expect(pages[0] == pages[1], "\(query)")
            }
            try database.close()
        }
    }

    @Test func namesAreNotInTheDatabase() async throws {
        try await withStored { _, bench in
            let wal = FileManager.default.contents(atPath: bench.paths.journal + "-wal") ?? Data()
            let bytes = try #require(FileManager.default.contents(atPath: bench.paths.journal)) + wal
            for text in ["Marlow", "marlow", "Lindgren", "lindgren", "Quist"] {
                #expect(bytes.firstRange(of: Data(text.utf8)) == nil, "\(text)")
            }
        }
    }

    @Test func whatIsErasedIsFoundByNoNameAnyMore() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                for batch in cases.batches { _ = await store.append(batch) }
                #expect(try await found(store, "quist") == 1)
                _ = try await store.erase(cases.ids[2], at: StoreBench.time)
                #expect(try await found(store, "quist") == 0)
                #expect(try await found(store, "marl") == 4)
            }
            #expect(try bench.findings() == [])
        }
    }

    /// Killed after its key was destroyed and before its words were removed.
    @Test func whatAnErasureLeftBehindGoesAtTheNextStart() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                for batch in cases.batches { _ = await store.append(batch) }
                _ = try await store.erase(cases.ids[2], at: StoreBench.time)
            }
            let entity = "(SELECT id FROM entity WHERE uuid = x'\(Hex.text(Array(cases.ids[2].uuid.blob)))')"
            try bench.change(bench.paths.journal, "INSERT INTO seat_word VALUES (77, \(entity))")
            try await bench.withStore { _ in }
            let database = try DatabaseQueue(path: bench.paths.journal)
            let left = try await database.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM seat_word WHERE word = 77")
            }
            #expect(left == 0)
            try database.close()
        }
    }

    /// What a version that searched no names has left.
    @Test func anEarlierInstallationIsSearchedToo() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                for batch in cases.batches { _ = await store.append(batch) }
                _ = try await store.erase(cases.ids[1], at: StoreBench.time)
            }
            let downgrade = """
                DELETE FROM grdb_migrations WHERE identifier = '\(NamesMigration.name)';
                DROP TABLE seat_word; DROP TABLE seat_word_due
                """
            try bench.change(bench.paths.journal, downgrade)
            try await bench.withStore { store in
                let counts = [try await found(store, "quist"), try await found(store, "marl")]
                #expect(counts == [1, 4])
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test(arguments: ["DELETE FROM seat_word", "UPDATE seat_word SET word = word + 1"])
    func aChangedRowIsFound(sql: String) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                for batch in cases.batches { _ = await store.append(batch) }
            }
            try bench.change(bench.paths.journal, sql)
            #expect(try bench.findings().contains { $0.contains("The list shows something else") })
        }
    }
}
