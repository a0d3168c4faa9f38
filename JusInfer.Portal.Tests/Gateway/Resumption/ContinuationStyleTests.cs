
namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>The client gets every character exactly once, however a model continues.</summary>
[Trait("Promise", "P-25")]
public sealed class ContinuationStyleTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private const int Seed = 1742;

    /// <summary>The number of interruptions per answer, style and pair of dialects.</summary>
    private const int Interruptions = 6;

    public static TheoryData<string, string> Pairs => DialectData.Pairs;

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task No_text_is_repeated_or_lost_whatever_the_model_repeats(string client, string upstream)
    {
        var cases = new ResumptionCases(host, ResumptionHost.DialectOf(client), ResumptionHost.DialectOf(upstream));
        var random = new Random(Seed);
        await cases.ShouldBeUnnoticedAsync(ContinuationStyles.All.SelectMany(style => Texts.SelectMany(answer => Positions(cases, style, answer, random)
            .Select(at => new ResumptionCase(answer, ResumptionHost.TwoProviders(cases.Upstream), style, new Interruption(InterruptionKind.EndOfStream, at))))).ToList());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_prefilled_answer_is_continued_without_repetition_or_loss(string client, string upstream)
    {
        var cases = new ResumptionCases(host, ResumptionHost.DialectOf(client), ResumptionHost.DialectOf(upstream));
        await cases.ShouldBeUnnoticedAsync(Texts.SelectMany(answer => Interruption.EventEnds(cases.EventsOf(answer)).Where((_, index) => index % 3 == 0)
            .Select(at => new ResumptionCase(answer, ResumptionHost.NativeContinuation(cases.Upstream), ContinuationStyle.RepeatsAnchor, new Interruption(InterruptionKind.EndOfStream, at)))).ToList());
    }

    private static IEnumerable<Scenario> Texts => Scenario.All.Where(static answer => answer.ModelAnswer.Text.Length > 0);

    /// <summary>Random event ends at which the continuation is not ambiguous.</summary>
    private static IEnumerable<int> Positions(ResumptionCases cases, ContinuationStyle style, Scenario answer, Random random)
    {
        var events = cases.EventsOf(answer);
        var ends = Interruption.EventEnds(events);
        return Enumerable.Range(0, Interruptions).Select(_ => ends[random.Next(2, ends.Count)])
            .Where(at => !style.IsAmbiguous(answer.ModelAnswer.Text, ResumptionCases.CharactersBefore(at, events, answer.ModelAnswer.Text)));
    }
}
