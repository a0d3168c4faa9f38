using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Calls;

/// <summary>One bill for an answer of several upstreams: the prompt once, and of the output what the client was given. Four bytes count as a token.</summary>
public sealed class AnswerMeterTests
{
    private static readonly TokenBuckets Prompt = new() { InputUncached = 70, CacheRead = 30, OutputText = 1 };

    private readonly AnswerMeter meter = new();

    [Fact]
    public void The_prompt_is_billed_once_as_the_first_upstream_counted_it()
    {
        meter.Report(Prompt, clientLeft: false);
        meter.Content(400, now: 1);
        meter.BreakOff().ShouldBe(100);

        meter.Content(40, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 10 }, clientLeft: false);
        meter.Finish(clientLeft: false);

        meter.Total(estimatedInput: 999).ShouldBe((new TokenBuckets { InputUncached = 70, CacheRead = 30, OutputText = 110 }, UsageSource.Counted));
    }

    [Fact]
    public void A_prompt_that_nobody_counted_is_the_gateways_own_estimate()
    {
        meter.Content(400, now: 1);
        meter.BreakOff();
        meter.AddToPrompt(40);
        meter.Content(40, now: 2);
        meter.Finish(clientLeft: false);

        meter.Total(estimatedInput: 99).Tokens.ShouldBe(new TokenBuckets { InputUncached = 99, OutputText = 110 });
    }

    [Theory]
    [InlineData(400, 10_000, 9_900)] // of a large prompt, what was added is little to guess
    [InlineData(400, 90, 90)] // of a small one, nearly all
    public void What_the_gateway_put_into_the_prompt_is_its_own_expense(long addedBytes, long estimated, long billed)
    {
        meter.Content(400, now: 1);
        meter.BreakOff();
        meter.AddToPrompt(addedBytes);
        meter.Content(40, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 4_000, CacheRead = 6_000, OutputText = 10 }, clientLeft: false);
        meter.Finish(clientLeft: false);

        meter.Total(estimated).Tokens.Input.ShouldBe(billed);
    }

    [Fact]
    public void What_is_repeated_at_the_seam_or_thought_anew_is_not_billed()
    {
        meter.Report(Prompt, clientLeft: false);
        meter.Content(400, now: 1);
        meter.BreakOff();

        // Eighty bytes of reasoning and forty of a repetition came before forty that the client was given.
        meter.Content(160, now: 2);
        meter.DropReasoning(80);
        meter.HasDelivered.ShouldBeTrue();
        meter.Withhold(40);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 20, OutputReasoning = 20 }, clientLeft: false);
        meter.Finish(clientLeft: false);

        meter.Total(estimatedInput: 0).Tokens.Output.ShouldBe(110);
    }

    [Fact]
    public void Tool_calls_that_were_held_when_the_upstream_died_are_not_billed()
    {
        meter.Report(Prompt, clientLeft: false);
        meter.Content(40, now: 1);
        meter.BeginToolCalls(40);
        meter.Content(4000, now: 1);

        meter.BreakOff().ShouldBe(10);
        meter.HasDelivered.ShouldBeFalse();
    }

    [Fact]
    public void A_client_that_got_nothing_pays_nothing()
    {
        meter.Report(Prompt, clientLeft: false);
        meter.BeginToolCalls(0);
        meter.Content(4000, now: 1);
        meter.DropToolCalls();

        meter.Total(estimatedInput: 99).ShouldBe((default, UsageSource.None));
    }

    [Fact]
    public void An_answer_of_which_nothing_had_come_is_billed_as_its_provider_reports_it()
    {
        meter.BeginToolCalls(0);
        meter.Content(4000, now: 1);
        meter.BreakOff().ShouldBe(0);

        meter.Content(400, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 77 }, clientLeft: false);
        meter.Finish(clientLeft: false);

        meter.Total(estimatedInput: 99).ShouldBe((new TokenBuckets { InputUncached = 260, OutputText = 77 }, UsageSource.Provider));
    }

    [Fact]
    public void Every_upstream_that_died_counts_with_what_it_delivered()
    {
        meter.Report(Prompt, clientLeft: false);
        meter.Content(40, now: 1);
        meter.BreakOff().ShouldBe(10);
        meter.Content(60, now: 2);
        meter.Withhold(20);
        meter.BreakOff().ShouldBe(20);
        meter.Content(40, now: 3);

        // The third one breaks off, too: what came of it is counted, and that is where it ends.
        meter.Total(estimatedInput: 0).ShouldBe((new TokenBuckets { InputUncached = 70, CacheRead = 30, OutputText = 30 }, UsageSource.Counted));
    }
}
