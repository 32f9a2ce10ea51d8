/// Waits until somebody cancels the task.
func untilCancelled() async {
    let (never, coming) = AsyncStream.makeStream(of: Void.self)
    for await _ in never {}
    coming.finish()
}
