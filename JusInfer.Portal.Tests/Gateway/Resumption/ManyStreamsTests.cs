using System.Globalization;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>Two hundred streams at once, over wires that are cut under every one of them.</summary>
[Trait("Promise", "P-25")]
public sealed class ManyStreamsTests(ProxiedHost host) : IClassFixture<ProxiedHost>
{
    private const int EachUpstream = ProxiedHost.Streams / 3;

    [Fact]
    public async Task Every_stream_ends_whole_though_each_is_cut()
    {
        var streams = await Task.WhenAll(DialectHost.Speakers.SelectMany(RunsBefore));

        var receipts = await Task.WhenAll(streams.Select(stream => host.Team.ReceiptAsync(stream.Answer.RequestId)));
        var figures = new Figures(
            streams.Length, host.Cuts,
            receipts.Count(static receipt => receipt.GetProperty("resumed").GetBoolean()),
            streams.Count(static stream => stream.Complaint is not null),
            streams.Count(static stream => stream.Text.Length > stream.Whole.Length),
            streams.Count(static stream => stream.Text.Length < stream.Whole.Length));
        TestContext.Current.TestOutputHelper!.WriteLine(figures.ToString());
        streams.Select(static stream => stream.Complaint).OfType<string>().Take(5).ShouldBeEmpty(figures.ToString());
        figures.Cuts.ShouldBeGreaterThanOrEqualTo(figures.Streams);
        figures.Resumed.ShouldBeGreaterThan(figures.Streams * 3 / 4);
        figures.ShouldBe(figures with { Streams = ProxiedHost.Streams, Failed = 0, Duplicates = 0, Lost = 0 });
        receipts.ShouldAllBe(static receipt => receipt.GetProperty("status").GetInt32() == 200);
    }

    /// <summary>As many before each upstream, at the three doors in turn. None is answered before all have arrived, so that each has a connection of its own.</summary>
    private IEnumerable<Task<Run>> RunsBefore(ISpeaker upstream)
    {
        var everyone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = 0;
        return Enumerable.Range(0, EachUpstream).Select(number => RunAsync(DialectHost.Speakers[number % 3], upstream, number, async request =>
        {
            if (request == 0 && Interlocked.Increment(ref arrived) == EachUpstream) everyone.SetResult();
            await everyone.Task.WaitAsync(TimeSpan.FromSeconds(20));
        })).ToList();
    }

    private async Task<Run> RunAsync(ISpeaker door, ISpeaker upstream, int number, Func<int, Task> barrier)
    {
        var said = new Said { Text = string.Concat(Enumerable.Range(0, 60).Select(line => string.Create(CultureInfo.InvariantCulture, $"Line {line} of stream {number} says {(line + 7) * (number + 3) * 7919}.\n"))) };
        var model = new FragileModel(upstream, said, Manner.Repeats) { Before = barrier };
        var answer = await host.AskAsync(door, ResumptionHost.Twice(upstream), new Question(), model);
        try
        {
            answer.ShouldSayTheSame(door, said);
            model.Objections.ShouldBeEmpty();
            return new Run(answer, said.Text, said.Text, null);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return new Run(answer, said.Text, door.Hear(answer, streamed: true).Text, $"{door.Dialect} before {upstream.Dialect}: {fault.Message}\n{string.Join('\n', answer.Body.Split('\n').TakeLast(6))}");
        }
    }

    private sealed record Run(GatewayAnswer Answer, string Whole, string Text, string? Complaint);

    private sealed record Figures(int Streams, int Cuts, int Resumed, int Failed, int Duplicates, int Lost);
}
