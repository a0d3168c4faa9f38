
namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>However a model goes on when it is asked to repeat the end of what it said, the client has every letter once.</summary>
[Trait("Promise", "P-25")]
public sealed class MannerTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private const int Seed = 1742;

    /// <summary>Of each answer, per manner and pair.</summary>
    private const int Cuts = 6;

    public static TheoryData<string, string> Pairs => Every.Pair;

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Nothing_is_repeated_or_lost_however_a_model_goes_on(string door, string upstream)
    {
        var trials = new Trials(host, ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
        var random = new Random(Seed);
        await trials.ShouldGoUnnoticedAsync(Manners.All.SelectMany(manner => Texts.SelectMany(answer => Places(trials, manner, answer, random)
            .Select(at => new Trial(answer, ResumptionHost.Twice(trials.Upstream), manner, new Death(DeathKind.Ends, at))))).ToList());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_model_whose_turn_is_left_open_goes_on_in_its_middle(string door, string upstream)
    {
        var trials = new Trials(host, ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
        await trials.ShouldGoUnnoticedAsync(Texts.SelectMany(answer => Death.EndsOfEvents(trials.EventsOf(answer)).Where((_, index) => index % 3 == 0)
            .Select(at => new Trial(answer, ResumptionHost.Native(trials.Upstream), Manner.Repeats, new Death(DeathKind.Ends, at)))).ToList());
    }

    private static IEnumerable<Answer> Texts => Answer.All.Where(static answer => answer.Said.Text.Length > 0);

    /// <summary>Behind some events, at none of which the client has something that its model might be taken to repeat by chance.</summary>
    private static IEnumerable<int> Places(Trials trials, Manner manner, Answer answer, Random random)
    {
        var events = trials.EventsOf(answer);
        var ends = Death.EndsOfEvents(events);
        return Enumerable.Range(0, Cuts).Select(_ => ends[random.Next(2, ends.Count)])
            .Where(at => !manner.IsAmbiguous(answer.Said.Text, Trials.LettersBefore(at, events, answer.Said.Text)));
    }
}
