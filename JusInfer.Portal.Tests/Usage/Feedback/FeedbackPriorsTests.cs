using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Tests.Usage.Feedback;

public sealed class FeedbackPriorsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Results_are_summed_per_model_and_kind_of_work()
    {
        var priors = FeedbackPriors.Of([Of("1", ok: true), Of("2", ok: false), Of("3", ok: true) with { OutputTokens = 700 }, Of("4", domain: "tests"), Of("5", model: "b"), Of("6", model: null)]);

        priors.Select(static prior => (prior.Model, prior.Prior.Domain.ToString(), prior.Prior.Tasks)).ShouldBe([("a", "fix/python", 3), ("a", "tests", 1), ("b", "fix/python", 1)]);
        var first = priors[0].Prior;
        first.ResolveRate.ShouldBe(2 / 3.0);
        (first.InputTokens, first.CacheReadTokens, first.CacheWriteTokens, first.OutputTokens).ShouldBe((10, 20, 30, 260));
        (first.Source, first.Harness, first.IsOwn, first.Usable).ShouldBe(("own", "own", true, true));
        first.Date.ShouldBe(new DateOnly(2026, 11, 20));
    }

    [Fact]
    public void Of_several_reports_about_a_session_the_last_one_counts() =>
        FeedbackPriors.Of([Of("1", ok: true), Of("1", ok: false) with { Reporter = "other", At = Noon.AddMinutes(1) }]).ShouldHaveSingleItem().Prior.ResolveRate.ShouldBe(0);

    [Fact]
    public void A_session_that_a_model_gave_back_is_not_completed_by_it() =>
        FeedbackPriors.Of([Of("1", ok: true) with { GivenBack = true }]).ShouldHaveSingleItem().Prior.ResolveRate.ShouldBe(0);

    [Fact]
    public void Only_the_newest_results_count()
    {
        var old = Enumerable.Range(0, 50).Select(static i => Of($"old-{i}", ok: false) with { At = Noon.AddDays(-1) });
        var newer = Enumerable.Range(0, FeedbackPriors.MaxTasks).Select(static i => Of($"new-{i}", ok: true));

        var prior = FeedbackPriors.Of(old.Concat(newer)).ShouldHaveSingleItem().Prior;

        (prior.Tasks, prior.ResolveRate).ShouldBe((FeedbackPriors.MaxTasks, 1.0));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("cooking")]
    public void Work_of_an_unknown_kind_does_not_count(string domain) => FeedbackPriors.Of([Of("1", domain: domain)]).ShouldBeEmpty();

    private static FeedbackReport Of(string session, bool ok = true, string? model = "a", string domain = "fix/python") => new()
    {
        TeamId = default,
        Subject = FeedbackSubject.Session,
        SubjectId = session,
        Reporter = "key",
        Ok = ok,
        At = Noon,
        RunId = session,
        Model = model,
        Domain = model is null ? null : domain,
        InputTokens = 10,
        CacheReadTokens = 20,
        CacheWriteTokens = 30,
        OutputTokens = 40,
    };
}
