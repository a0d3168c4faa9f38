using System.Text;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>
/// Every answer, between every pair of dialects, over real sockets, by an upstream that dies behind every event and at bytes picked by a fixed seed: the
/// client has the whole answer, once.
/// </summary>
[Trait("Promise", "P-25")]
public sealed class EveryCutTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private const int Seed = 4711;

    /// <summary>Of a stream with more events, some of those in its middle are passed over.</summary>
    private const int MaxEvents = 28;

    public static TheoryData<string, string> Pairs => Every.Pair;

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_stream_that_ends_behind_any_event_is_gone_on_with(string door, string upstream) => DieBehindEveryEventAsync(door, upstream, DeathKind.Ends);

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_connection_that_breaks_behind_any_event_is_replaced(string door, string upstream) => DieBehindEveryEventAsync(door, upstream, DeathKind.Breaks);

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task An_error_behind_any_event_is_not_shown(string door, string upstream) => DieBehindEveryEventAsync(door, upstream, DeathKind.Errs);

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task Nonsense_behind_any_event_is_not_passed_on(string door, string upstream) => DieBehindEveryEventAsync(door, upstream, DeathKind.Babbles);

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_stream_that_dies_inside_of_an_event_is_gone_on_with(string door, string upstream)
    {
        var trials = Between(door, upstream);
        var random = new Random(Seed);
        await trials.ShouldGoUnnoticedAsync(Answer.All.SelectMany(answer =>
        {
            var length = Encoding.UTF8.GetByteCount(trials.EventsOf(answer));
            return Enumerable.Range(0, 8).Select(_ => Dying(answer, trials, (DeathKind)random.Next(3), random.Next(length)));
        }).ToList());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_stream_that_falls_silent_is_gone_on_with_by_another(string door, string upstream)
    {
        var trials = Between(door, upstream);
        var random = new Random(Seed);
        await trials.ShouldGoUnnoticedAsync(Answer.All.Select(answer =>
        {
            var ends = Death.EndsOfEvents(trials.EventsOf(answer));
            return new Trial(answer, ResumptionHost.Hasty(trials.Upstream), Manner.Repeats, new Death(DeathKind.Stalls, ends[random.Next(ends.Count / 3, ends.Count)]));
        }).ToList());
    }

    private async Task DieBehindEveryEventAsync(string door, string upstream, DeathKind kind)
    {
        var trials = Between(door, upstream);
        await trials.ShouldGoUnnoticedAsync(Answer.All.SelectMany(answer => Some(Death.EndsOfEvents(trials.EventsOf(answer))).Select(at => Dying(answer, trials, kind, at))).ToList());
    }

    private static Trial Dying(Answer answer, Trials trials, DeathKind kind, int at) => new(answer, ResumptionHost.Twice(trials.Upstream), Manner.Repeats, new Death(kind, at));

    private static IEnumerable<int> Some(IReadOnlyList<int> ends)
    {
        var step = (ends.Count / MaxEvents) + 1;
        return ends.Where((_, index) => index < MaxEvents / 2 || index > ends.Count - (MaxEvents / 2) || index % step == 0);
    }

    private Trials Between(string door, string upstream) => new(host, ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
}
