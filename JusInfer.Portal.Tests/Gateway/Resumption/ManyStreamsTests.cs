using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>210 concurrent streams, each of which loses its connection to the provider at least once.</summary>
[Trait("Promise", "P-25")]
public sealed class ManyStreamsTests(ProxiedResumptionHost host) : IClassFixture<ProxiedResumptionHost>
{
    private const int StreamsPerUpstream = ProxiedResumptionHost.Streams / 3;

    [Fact]
    public async Task Every_stream_is_complete_although_each_connection_is_cut()
    {
        var streams = await Task.WhenAll(DialectHost.Dialects.SelectMany(StartRuns));

        // One after another, as the portal answers the calls of one account: more than a hundred that wait are rejected.
        var receipts = new List<JsonElement>();
        foreach (var stream in streams) receipts.Add(await host.Team.ReceiptAsync(stream.Answer.RequestId));
        var figures = new Figures(
            streams.Length, host.Cuts,
            receipts.Count(static receipt => receipt.GetProperty("resumed").GetBoolean()),
            streams.Count(static stream => stream.Failure is not null),
            streams.Count(static stream => stream.Text.Length > stream.Expected.Length),
            streams.Count(static stream => stream.Text.Length < stream.Expected.Length));
        TestContext.Current.TestOutputHelper!.WriteLine(figures.ToString());
        streams.Select(static stream => stream.Failure).OfType<string>().Take(5).ShouldBeEmpty(figures.ToString());
        figures.Cuts.ShouldBeGreaterThanOrEqualTo(figures.Streams);
        figures.Resumed.ShouldBeGreaterThan(figures.Streams * 3 / 4);
        figures.ShouldBe(figures with { Streams = ProxiedResumptionHost.Streams, Failed = 0, Duplicates = 0, Lost = 0 });
        receipts.ShouldAllBe(static receipt => receipt.GetProperty("status").GetInt32() == 200);
    }

    /// <summary>
    /// Starts streams to one upstream from clients of all dialects in turn. The upstream answers when all requests have arrived, so that each stream has a
    /// connection of its own.
    /// </summary>
    private IEnumerable<Task<Run>> StartRuns(ITestDialect upstream)
    {
        var allArrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = 0;
        return Enumerable.Range(0, StreamsPerUpstream).Select(number => RunAsync(DialectHost.Dialects[number % 3], upstream, number, async request =>
        {
            if (request == 0 && Interlocked.Increment(ref arrived) == StreamsPerUpstream) allArrived.SetResult();
            await allArrived.Task.WaitAsync(TimeSpan.FromSeconds(20));
        })).ToList();
    }

    private async Task<Run> RunAsync(ITestDialect client, ITestDialect upstream, int number, Func<int, Task> barrier)
    {
        var expected = new ModelAnswer { Text = string.Concat(Enumerable.Range(0, 60).Select(line => string.Create(CultureInfo.InvariantCulture, $"Line {line} of stream {number} says {(line + 7) * (number + 3) * 7919}.\n"))) };
        var model = new InterruptedModel(upstream, expected, ContinuationStyle.RepeatsAnchor) { BeforeReply = barrier };
        var answer = await host.AskAsync(client, ResumptionHost.TwoProviders(upstream), new ModelRequest(), model);
        try
        {
            answer.ShouldEqualUninterrupted(client, expected);
            model.Violations.ShouldBeEmpty();
            return new Run(answer, expected.Text, expected.Text, null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new Run(answer, expected.Text, client.ReadResponse(answer, streamed: true).Text, $"{client.Name} before {upstream.Name}: {exception.Message}\n{string.Join('\n', answer.Body.Split('\n').TakeLast(6))}");
        }
    }

    private sealed record Run(GatewayAnswer Answer, string Expected, string Text, string? Failure);

    private sealed record Figures(int Streams, int Cuts, int Resumed, int Failed, int Duplicates, int Lost);
}
