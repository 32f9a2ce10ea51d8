/// Where finished lines go; each call brings one whole line with its line break.
package struct LineOutput: Sendable {
    let write: @Sendable ([UInt8]) -> Void

    package init(write: @escaping @Sendable ([UInt8]) -> Void) {
        self.write = write
    }

    /// Writes each line to a file descriptor, with one write.
    ///
    /// It stays open, and the caller's. Lines that can't be written are lost, for there is nobody to tell.
    package static func descriptor(_ descriptor: Int32) -> LineOutput {
        let output = DescriptorOutput(descriptor)
        return LineOutput { output.write($0) }
    }
}
