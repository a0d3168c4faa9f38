using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Tests.Routing.Costs;

namespace JusInfer.Portal.Tests.Routing.Sessions;

public sealed class CacheLossDetectorTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly string Instructions = Prompts.Text(1, 60_000);
    private static readonly PrefixHashes First = Prompts.With(["read", "edit"], Instructions, "question");
    private static readonly PrefixHashes Extended = Prompts.With(["read", "edit"], Instructions, "question", "answer", "result");

    [Fact]
    public void A_call_that_reads_what_the_previous_one_wrote_loses_nothing() =>
        Detect(Extended, Call(read: 19_800)).ShouldBe(CacheLoss.Nothing);

    [Fact]
    public void A_changed_message_is_named_with_its_block_and_price()
    {
        var changed = Prompts.With(["read", "edit"], Instructions[..1_000] + "#" + Instructions[1_001..], "question", "answer");

        Detect(changed, Call(read: 0)).ShouldBe(new CacheLoss(CacheLossCause.PrefixChanged, Message: 0, Block: 3, 20_000, NanoUsd.FromUsd(20_000 * 3.45m / 1_000_000)));
    }

    [Fact]
    public void Each_cause_is_told_apart()
    {
        Detect(Prompts.With(["edit", "read"], Instructions, "question"), Call(read: 0)).Cause.ShouldBe(CacheLossCause.ToolsReordered);
        Detect(Prompts.With(["read", "edit", "new"], Instructions, "question"), Call(read: 0)).Cause.ShouldBe(CacheLossCause.ToolsChanged);
        Detect(Extended, Call(read: 0) with { Rates = Rates.Haiku }).Cause.ShouldBe(CacheLossCause.ModelSwitched);
        Detect(Extended, Call(read: 0) with { Rates = Rates.Sonnet with { Target = new TargetKey("sonnet", "other") } }).Cause.ShouldBe(CacheLossCause.EndpointSwitched);
        Detect(Extended, Call(read: 0) with { At = Now.AddMinutes(6) }).Cause.ShouldBe(CacheLossCause.Expired);
        Detect(Extended, Call(read: 0)).Cause.ShouldBe(CacheLossCause.Unexplained);
        Detect(Extended, Call(read: 0) with { Rates = Rates.Sonnet with { Cache = new CacheRules(TimeSpan.FromMinutes(5), 50_000) } }).Cause
            .ShouldBe(CacheLossCause.BelowMinimum);
        Detect(Extended, Call(read: 0) with { Rates = Rates.Small }).ShouldBe(CacheLoss.Nothing);
    }

    [Fact]
    public void The_first_call_of_a_session_loses_nothing() =>
        CacheLossDetector.Detect(PromptSession.StartAt(Rates.Sonnet.Target, default), First, Call(read: 0)).ShouldBe(CacheLoss.Nothing);

    [Fact]
    public void The_stable_tokens_of_a_changed_prompt_follow_from_its_repeated_bytes()
    {
        var state = AfterFirst();

        state.StableTokens(Extended).ShouldBe(20_000);
        state.StableTokens(Prompts.With(["read", "edit"], Instructions[..30_100] + "#", "question")).ShouldBeInRange(9_900, 10_100);
        state.StableTokens(Prompts.With(["edit", "read"], Instructions, "question")).ShouldBe(0);
    }

    private static CacheLoss Detect(PrefixHashes prompt, BilledCall call) => CacheLossDetector.Detect(AfterFirst(), prompt, call);

    private static PromptSession AfterFirst() =>
        PromptSession.StartAt(Rates.Sonnet.Target, default).After(First, Call(read: 0) with { At = Now, Tokens = new CallTokens(0, 0, 20_000, 100) }, Rates.Sonnet);

    private static BilledCall Call(long read) =>
        new() { Rates = Rates.Sonnet, At = Now.AddSeconds(10), StableTokens = 20_000, OutputBound = 1_000, Tokens = new CallTokens(0, read, 20_500 - read, 100) };
}
