using System.Text;
using JusInfer.Portal.Gateway.FaultInjection;

namespace JusInfer.Portal.Tests.Gateway.FaultInjection;

public sealed class FaultyStreamTests
{
    private const int At = 37;

    private static readonly byte[] Sent = [.. Enumerable.Range(0, 100).Select(static i => (byte)i)];

    private int strikes;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(36)]
    [InlineData(37)]
    [InlineData(4096)]
    public async Task Every_byte_before_the_cut_comes_through_and_none_after(int room)
    {
        await using var stream = Faulty(FaultKind.Cut);
        var came = new List<byte>();

        await Should.ThrowAsync<IOException>(async () =>
        {
            while (true) came.AddRange(await ReadAsync(stream, room));
        });

        came.ShouldBe(Sent[..At]);
        await Should.ThrowAsync<IOException>(() => ReadAsync(stream, room));
        strikes.ShouldBe(1);
    }

    [Fact]
    public async Task A_read_with_no_room_breaks_where_the_next_byte_would()
    {
        await using var stream = Faulty(FaultKind.Cut);
        (await ReadAsync(stream, 0)).ShouldBeEmpty();
        await ReadAsync(stream, At);

        await Should.ThrowAsync<IOException>(() => ReadAsync(stream, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    public async Task A_stalled_read_lasts_until_nobody_waits_for_it(int room)
    {
        await using var stream = Faulty(FaultKind.Stall);
        await ReadAsync(stream, At);
        using var patience = new CancellationTokenSource();

        var read = stream.ReadAsync(new byte[room], patience.Token).AsTask();
        read.IsCompleted.ShouldBeFalse();
        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => read);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4096)]
    public async Task Garbage_is_an_event_of_its_own_and_the_end(int room)
    {
        await using var stream = Faulty(FaultKind.Malformed);
        await ReadAsync(stream, At);
        (await ReadAsync(stream, 0)).ShouldBeEmpty();

        var garbage = new List<byte>();
        while (await ReadAsync(stream, room) is { Length: > 0 } read) garbage.AddRange(read);

        var text = Encoding.UTF8.GetString([.. garbage]);
        text.ShouldStartWith("\n\ndata: {");
        text.ShouldEndWith("\n\n");
        strikes.ShouldBe(1);
    }

    [Fact]
    public async Task A_shorter_answer_ends_as_it_would_and_is_not_struck()
    {
        await using var stream = new FaultyStream(new MemoryStream(Sent), new InjectedFault.Fault(FaultKind.Cut, 1000), () => strikes++);

        (await ReadAsync(stream, 4096)).ShouldBe(Sent);
        (await ReadAsync(stream, 4096)).ShouldBeEmpty();
        strikes.ShouldBe(0);
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int room)
    {
        var buffer = new byte[room];
        return buffer[..await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)];
    }

    private FaultyStream Faulty(FaultKind kind) => new(new MemoryStream(Sent), new InjectedFault.Fault(kind, At), () => strikes++);
}
