using JusInfer.Portal.Components.Developer.Playground;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Tests.Components.Developer.Playground;

public sealed class PlaygroundFilesTests
{
    [Fact]
    public async Task A_file_that_cannot_be_read_any_more_is_named_with_what_to_do()
    {
        Exception[] faults =
        [
            new JSException("The file was not found."),
            new JSDisconnectedException("The circuit is disconnected."),
            new TimeoutException(),
            new EndOfStreamException(),
            new InvalidOperationException("An error occurred while reading the remote stream."),
            new OperationCanceledException(),
        ];
        foreach (var fault in faults)
        {
            var read = await PlaygroundFiles.ReadAsync(new BrokenFile(fault), TestContext.Current.CancellationToken);

            read.Error.ShouldBe("notes.txt could not be read: it was changed or deleted, or the connection was interrupted. Choose it again.");
        }
    }

    private sealed class BrokenFile(Exception fault) : IBrowserFile
    {
        public string Name => "notes.txt";

        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public long Size => 10;

        public string ContentType => "text/plain";

        public Stream OpenReadStream(long maxAllowedSize = 512_000, CancellationToken cancellationToken = default) => throw fault;
    }
}
