using System.Text;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>
/// Interrupts every answer, for every pair of dialects, over real sockets, after every event and at bytes selected by a fixed seed. The client gets the
/// complete answer exactly once.
/// </summary>
[Trait("Promise", "P-25")]
[Slow]
public sealed class InterruptionTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private const int Seed = 4711;

    /// <summary>The maximum number of events per stream; of longer streams, some events in the middle are skipped.</summary>
    private const int MaxEvents = 28;

    public static TheoryData<string, string> Pairs => DialectData.AllPairs;

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_stream_that_ends_after_any_event_is_resumed(string client, string upstream) => InterruptAfterEveryEventAsync(client, upstream, InterruptionKind.EndOfStream);

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_stream_whose_connection_is_reset_after_any_event_is_resumed(string client, string upstream) => InterruptAfterEveryEventAsync(client, upstream, InterruptionKind.ConnectionReset);

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_stream_with_an_error_after_any_event_is_resumed(string client, string upstream) => InterruptAfterEveryEventAsync(client, upstream, InterruptionKind.ErrorEvent);

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_stream_with_malformed_data_after_any_event_is_resumed(string client, string upstream) => InterruptAfterEveryEventAsync(client, upstream, InterruptionKind.MalformedEvent);

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_stream_that_is_interrupted_within_an_event_is_resumed(string client, string upstream)
    {
        var cases = CasesFor(client, upstream);
        var random = new Random(Seed);
        await cases.ShouldBeUnnoticedAsync(Scenario.All.SelectMany(answer =>
        {
            var length = Encoding.UTF8.GetByteCount(cases.EventsOf(answer));
            return Enumerable.Range(0, 8).Select(_ => CreateCase(answer, cases, (InterruptionKind)random.Next(3), random.Next(length)));
        }).ToList());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_stalled_stream_is_resumed_on_another_endpoint(string client, string upstream)
    {
        var cases = CasesFor(client, upstream);
        var random = new Random(Seed);
        await cases.ShouldBeUnnoticedAsync(Scenario.All.Select(answer =>
        {
            var ends = Interruption.EventEnds(cases.EventsOf(answer));
            return new ResumptionCase(answer, ResumptionHost.ShortIdleTimeout(cases.Upstream), ContinuationStyle.RepeatsAnchor, new Interruption(InterruptionKind.Stall, ends[random.Next(ends.Count / 3, ends.Count)]));
        }).ToList());
    }

    private async Task InterruptAfterEveryEventAsync(string client, string upstream, InterruptionKind kind)
    {
        var cases = CasesFor(client, upstream);
        await cases.ShouldBeUnnoticedAsync(Scenario.All.SelectMany(answer => SelectEvents(Interruption.EventEnds(cases.EventsOf(answer))).Select(at => CreateCase(answer, cases, kind, at))).ToList());
    }

    private static ResumptionCase CreateCase(Scenario answer, ResumptionCases cases, InterruptionKind kind, int at) => new(answer, ResumptionHost.TwoProviders(cases.Upstream), ContinuationStyle.RepeatsAnchor, new Interruption(kind, at));

    private static IEnumerable<int> SelectEvents(IReadOnlyList<int> ends)
    {
        var step = (ends.Count / MaxEvents) + 1;
        return ends.Where((_, index) => index < MaxEvents / 2 || index > ends.Count - (MaxEvents / 2) || index % step == 0);
    }

    private ResumptionCases CasesFor(string client, string upstream) => new(host, ResumptionHost.ClientDialectOf(client), ResumptionHost.DialectOf(upstream));
}
