using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Tests.Usage.Feedback;

public sealed class TaskResultTests
{
    private const string Baseline = "test/baseline";
    private const string Cheap = "test/cheap";

    [Fact]
    public void A_session_that_one_model_has_done_is_its_result() => TaskResult.From([Call(Baseline), Call(Baseline)])
        .ShouldBe(new TaskResult(Baseline, "fix/python", GivenBack: false, InputTokens: 200, CacheReadTokens: 80, CacheWriteTokens: 60, OutputTokens: 20));

    [Fact]
    public void Calls_beside_the_conversation_are_no_work() =>
        TaskResult.From([Call(Baseline), Call(Cheap, "auto:title", domain: null), Call(Cheap, "safeguards:req_1", baseline: null, domain: null)])!.Model.ShouldBe(Baseline);

    [Fact]
    public void A_session_with_steps_on_another_model_is_no_result() => TaskResult.From([Call(Baseline), Call(Cheap, "auto:step"), Call(Baseline)]).ShouldBeNull();

    [Fact]
    public void A_session_with_a_call_that_names_a_model_is_no_result() => TaskResult.From([Call(Baseline), Call(Baseline, "pinned", baseline: null, domain: null)]).ShouldBeNull();

    [Fact]
    public void A_session_that_its_model_gave_back_is_its_result()
    {
        var result = TaskResult.From([Call(Baseline, "auto:failed-tests"), Call(Cheap, "session:prior"), Call(Cheap, "session:prior")])!;

        (result.Model, result.GivenBack).ShouldBe((Cheap, true));
    }

    [Fact]
    public void A_repeated_answer_leaves_the_session_with_its_model()
    {
        var repeated = Call(Baseline, "session:prior", escalated: Cheap);

        var result = TaskResult.From([Call(Cheap, "session:prior"), repeated])!;

        (result.Model, result.GivenBack).ShouldBe((Cheap, false));
    }

    [Fact]
    public void Work_of_an_unknown_kind_is_no_result()
    {
        TaskResult.From([Call(Baseline, domain: null)]).ShouldBeNull();
        TaskResult.From([]).ShouldBeNull();
    }

    private static UsageRecord Call(string model, string route = "auto:baseline", string? baseline = Baseline, string? domain = "fix/python", string? escalated = null) => new()
    {
        Id = default,
        At = default,
        TeamId = default,
        KeyId = default,
        MemberId = default,
        ModelRequested = "jusInfer-auto",
        ModelServed = model,
        Route = route,
        Status = 200,
        Source = UsageSource.Provider,
        DurationMs = 1,
        Attempts = 1,
        CatalogVersion = "1",
        Tokens = new TokenBuckets { InputUncached = 100, CacheRead = 40, CacheWrite5m = 20, CacheWrite1h = 10, OutputText = 10 },
        RouteDetails = baseline is null ? null : new RouteDetails
        {
            Policy = 1,
            Baseline = baseline,
            Domain = domain,
            Escalated = escalated is null ? null : new EscalatedCall(escalated, "alpha", "refused", 1, 1, NanoUsd.Zero),
        }.Format(),
    };
}
