using System.Text;
using JusInfer.Portal.Gateway.FaultInjection;

namespace JusInfer.Portal.Tests.Gateway.FaultInjection;

public sealed class FaultyStreamTests
{
    private const int Offset = 37;

    private static readonly byte[] Sent = [.. Enumerable.Range(0, 100).Select(static i => (byte)i)];

    private int injected;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(36)]
    [InlineData(37)]
    [InlineData(4096)]
    public async Task Every_byte_before_the_cut_is_read_and_none_after_it(int bufferSize)
    {
        await using var stream = Faulty(FaultKind.Cut);
        var received = new List<byte>();

        await Should.ThrowAsync<IOException>(async () =>
        {
            while (true) received.AddRange(await ReadAsync(stream, bufferSize));
        });

        received.ShouldBe(Sent[..Offset]);
        await Should.ThrowAsync<IOException>(() => ReadAsync(stream, bufferSize));
        injected.ShouldBe(1);
    }

    [Fact]
    public async Task A_read_into_an_empty_buffer_fails_where_the_next_byte_would()
    {
        await using var stream = Faulty(FaultKind.Cut);
        (await ReadAsync(stream, 0)).ShouldBeEmpty();
        await ReadAsync(stream, Offset);

        await Should.ThrowAsync<IOException>(() => ReadAsync(stream, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    public async Task A_stalled_read_ends_when_it_is_canceled(int bufferSize)
    {
        await using var stream = Faulty(FaultKind.Stall);
        await ReadAsync(stream, Offset);
        using var cancellation = new CancellationTokenSource();

        var read = stream.ReadAsync(new byte[bufferSize], cancellation.Token).AsTask();
        read.IsCompleted.ShouldBeFalse();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => read);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4096)]
    public async Task A_malformed_event_is_a_separate_event_and_the_last_one(int bufferSize)
    {
        await using var stream = Faulty(FaultKind.Malformed);
        await ReadAsync(stream, Offset);
        (await ReadAsync(stream, 0)).ShouldBeEmpty();

        var garbage = new List<byte>();
        while (await ReadAsync(stream, bufferSize) is { Length: > 0 } read) garbage.AddRange(read);

        var text = Encoding.UTF8.GetString([.. garbage]);
        text.ShouldStartWith("\n\ndata: {");
        text.ShouldEndWith("\n\n");
        injected.ShouldBe(1);
    }

    [Fact]
    public async Task A_shorter_response_is_unchanged()
    {
        await using var stream = new FaultyStream(new MemoryStream(Sent), new InjectedFault.StreamFault(FaultKind.Cut, 1000), Inject);

        (await ReadAsync(stream, 4096)).ShouldBe(Sent);
        (await ReadAsync(stream, 4096)).ShouldBeEmpty();
        injected.ShouldBe(0);
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int bufferSize)
    {
        var buffer = new byte[bufferSize];
        return buffer[..await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)];
    }

    private FaultyStream Faulty(FaultKind kind) => new(new MemoryStream(Sent), new InjectedFault.StreamFault(kind, Offset), Inject);

    private Task Inject()
    {
        injected++;
        return Task.CompletedTask;
    }
}
