using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Calls;

/// <summary>One bill for an answer of several upstreams: the prompt once, and of the output what the client was given. Four bytes count as a token.</summary>
public sealed class MeterTests
{
    private static readonly TokenBuckets Prompt = new() { InputUncached = 70, CacheRead = 30, OutputText = 1 };

    private readonly Meter meter = new();

    [Fact]
    public void The_prompt_is_billed_once_as_the_first_upstream_counted_it()
    {
        meter.Report(Prompt, clientLeft: false);
        meter.Content(400, now: 1);
        meter.Interrupt().ShouldBe(100);

        meter.Content(40, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 10 }, clientLeft: false);
        meter.Finish(clientLeft: false);

        meter.Total(estimatedInput: 999).ShouldBe((new TokenBuckets { InputUncached = 70, CacheRead = 30, OutputText = 110 }, UsageSource.Counted));
    }

    [Fact]
    public void A_prompt_that_nobody_counted_is_the_gateways_own_estimate()
    {
        meter.Content(400, now: 1);
        meter.Interrupt();
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
        meter.Interrupt();
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
        meter.Interrupt();

        // Eighty bytes of reasoning and forty of a repetition came before forty that the client was given.
        meter.Content(160, now: 2);
        meter.DropReasoning(80);
        meter.HasDelivered.ShouldBeTrue();
        meter.Withhold(40);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 20, OutputReasoning = 20 }, clientLeft: false);
        meter.Finish(clientLeft: false);

        meter.Total(estimatedInput: 0).Tokens.Output.ShouldBe(110);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // it dies, too, and nobody goes on
    public void Nor_does_it_come_in_by_way_of_a_second_one_that_reported_and_died(bool isGoneOnWith)
    {
        meter.Content(4_000, now: 1);
        meter.Interrupt();
        meter.AddToPrompt(4_400);
        meter.Report(new TokenBuckets { InputUncached = 6_100, OutputText = 1 }, clientLeft: false);
        meter.Content(2_000, now: 2);
        meter.Interrupt();
        if (isGoneOnWith)
        {
            meter.AddToPrompt(6_400);
            meter.Content(40, now: 3);
            meter.Report(new TokenBuckets { InputUncached = 6_600, OutputText = 10 }, clientLeft: false);
            meter.Finish(clientLeft: false);
        }

        meter.Total(estimatedInput: 5_500).Tokens.Input.ShouldBe(5_000);
    }

    [Theory]
    [InlineData(0)] // a seal alone
    [InlineData(400)] // a summary
    [InlineData(4_000)]
    public void What_is_thought_anew_is_not_billed_though_its_provider_has_one_sum_for_all(int thoughtBytes)
    {
        meter.Report(Prompt, clientLeft: false);
        meter.Content(400, now: 1);
        meter.Interrupt();
        meter.Content(thoughtBytes, now: 2);
        meter.DropReasoning(thoughtBytes);
        meter.Content(40, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 1_010 }, clientLeft: false);
        meter.Finish(clientLeft: false);

        meter.Total(estimatedInput: 0).Tokens.Output.ShouldBe(110);
    }

    [Fact]
    public void Nor_is_more_billed_than_such_a_provider_reports()
    {
        meter.Report(Prompt, clientLeft: false);
        meter.Content(400, now: 1);
        meter.Interrupt();
        meter.DropReasoning(0);
        meter.Content(400, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 70 }, clientLeft: false);
        meter.Finish(clientLeft: false);

        meter.Total(estimatedInput: 0).Tokens.Output.ShouldBe(170);
    }

    [Fact]
    public void Tool_calls_that_were_held_when_the_upstream_died_are_not_billed()
    {
        meter.Report(Prompt, clientLeft: false);
        meter.Content(40, now: 1);
        meter.BeginToolCalls(40);
        meter.Content(4000, now: 1);

        meter.Interrupt().ShouldBe(10);
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
    public void A_client_that_leaves_while_calls_are_held_pays_for_what_it_was_given_alone()
    {
        meter.Content(4, now: 1);
        meter.BeginToolCalls(4);
        meter.Content(4000, now: 1);
        meter.LeaveToolCalls();

        meter.Total(estimatedInput: 99).ShouldBe((new TokenBuckets { InputUncached = 99, OutputText = 1 }, UsageSource.Counted));
    }

    [Fact]
    public void One_that_had_been_given_nothing_pays_what_the_provider_has_reported()
    {
        meter.BeginToolCalls(0);
        meter.Content(4000, now: 1);
        meter.LeaveToolCalls();
        meter.Total(estimatedInput: 99).ShouldBe((default, UsageSource.None));

        meter.Report(Prompt, clientLeft: false);
        meter.Total(estimatedInput: 99).ShouldBe((Prompt, UsageSource.Provider));
    }

    [Fact]
    public void Calls_that_were_let_go_are_billed()
    {
        meter.BeginToolCalls(0);
        meter.Content(4000, now: 1);
        meter.Finish(clientLeft: false);
        meter.LeaveToolCalls();

        meter.Total(estimatedInput: 99).Tokens.Output.ShouldBe(1000);
    }

    [Fact]
    public void The_prompt_of_an_answer_that_was_begun_is_known_though_whoever_goes_on_only_makes_calls()
    {
        meter.Content(400, now: 1);
        meter.Interrupt();
        meter.AddToPrompt(40);
        meter.Report(new TokenBuckets { InputUncached = 110, OutputText = 1 }, clientLeft: false);
        meter.BeginToolCalls(0);
        meter.Content(4000, now: 2);
        meter.DropToolCalls();

        meter.Total(estimatedInput: 999).Tokens.ShouldBe(new TokenBuckets { InputUncached = 100, OutputText = 100 });
    }

    [Fact]
    public void An_answer_of_which_nothing_had_come_is_billed_as_its_provider_reports_it()
    {
        meter.BeginToolCalls(0);
        meter.Content(4000, now: 1);
        meter.Interrupt().ShouldBe(0);

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
        meter.Interrupt().ShouldBe(10);
        meter.Content(60, now: 2);
        meter.Withhold(20);
        meter.Interrupt().ShouldBe(20);
        meter.Content(40, now: 3);

        // The third one breaks off, too: what came of it is counted, and that is where it ends.
        meter.Total(estimatedInput: 0).ShouldBe((new TokenBuckets { InputUncached = 70, CacheRead = 30, OutputText = 30 }, UsageSource.Counted));
    }
}
