using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Calls;

/// <summary>The bill of an answer from several upstreams: the prompt once, and the output that the client received. Four bytes count as one token.</summary>
public sealed class MeterTests
{
    private static readonly TokenBuckets Prompt = new() { InputUncached = 70, CacheRead = 30, OutputText = 1 };

    private readonly Meter meter = new();

    [Fact]
    public void The_prompt_is_billed_once_as_the_first_upstream_counted_it()
    {
        meter.Report(Prompt, isDisconnected: false);
        meter.CountContent(400, now: 1);
        meter.Interrupt().ShouldBe(100);

        meter.CountContent(40, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 10 }, isDisconnected: false);
        meter.Finish(isDisconnected: false);

        meter.Total(estimatedInput: 999)
            .ShouldBe(new BilledUsage(new TokenBuckets { InputUncached = 70, CacheRead = 30, OutputText = 110 }, UsageSource.Counted));
    }

    [Fact]
    public void Tool_calls_that_are_dropped_are_not_recorded_and_those_of_the_next_upstream_are()
    {
        meter.CountContent(4, now: 1);
        meter.BeginToolCalls(4);
        meter.CountToolCall("read_file");
        meter.Interrupt();
        meter.CalledTools.ShouldBeEmpty();

        meter.CountToolCall("list_files");
        meter.CalledTools.ShouldBe([new CalledTool("list_files", 1)]);
    }

    [Fact]
    public void A_prompt_that_no_upstream_counted_is_estimated()
    {
        meter.CountContent(400, now: 1);
        meter.Interrupt();
        meter.AddToPrompt(40);
        meter.CountContent(40, now: 2);
        meter.Finish(isDisconnected: false);

        meter.Total(estimatedInput: 99).Tokens.ShouldBe(new TokenBuckets { InputUncached = 99, OutputText = 110 });
    }

    [Theory]
    [InlineData(400, 10_000, 9_900)] // the added text is a small part of the prompt
    [InlineData(400, 100, 100)] // the estimates of the added text and the prompt are equal
    [InlineData(400, 90, 90)] // the added text is nearly all of the prompt
    public void Text_that_the_gateway_added_to_the_prompt_is_not_billed(long addedBytes, long estimated, long billed)
    {
        meter.CountContent(400, now: 1);
        meter.Interrupt();
        meter.AddToPrompt(addedBytes);
        meter.CountContent(40, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 4_000, CacheRead = 6_000, OutputText = 10 }, isDisconnected: false);
        meter.Finish(isDisconnected: false);

        meter.Total(estimated).Tokens.Input.ShouldBe(billed);
    }

    [Fact]
    public void A_repetition_and_new_reasoning_of_a_continuation_are_not_billed()
    {
        meter.Report(Prompt, isDisconnected: false);
        meter.CountContent(400, now: 1);
        meter.Interrupt();

        // 80 bytes of reasoning and 40 bytes of a repetition precede 40 delivered bytes.
        meter.CountContent(160, now: 2);
        meter.DropReasoning(80);
        meter.HasDelivered.ShouldBeTrue();
        meter.Withhold(40);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 20, OutputReasoning = 20 }, isDisconnected: false);
        meter.Finish(isDisconnected: false);

        meter.Total(estimatedInput: 0).Tokens.Output.ShouldBe(110);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // it is interrupted too, and not resumed
    public void An_interrupted_continuation_does_not_add_its_prompt_to_the_bill(bool isResumed)
    {
        meter.CountContent(4_000, now: 1);
        meter.Interrupt();
        meter.AddToPrompt(4_400);
        meter.Report(new TokenBuckets { InputUncached = 6_100, OutputText = 1 }, isDisconnected: false);
        meter.CountContent(2_000, now: 2);
        meter.Interrupt();
        if (isResumed)
        {
            meter.AddToPrompt(6_400);
            meter.CountContent(40, now: 3);
            meter.Report(new TokenBuckets { InputUncached = 6_600, OutputText = 10 }, isDisconnected: false);
            meter.Finish(isDisconnected: false);
        }

        meter.Total(estimatedInput: 5_500).Tokens.Input.ShouldBe(5_000);
    }

    [Theory]
    [InlineData(0)] // only a signature
    [InlineData(400)] // a summary of the reasoning
    [InlineData(4_000)]
    public void New_reasoning_is_not_billed_if_the_provider_reports_only_a_sum(int reasoningBytes)
    {
        meter.Report(Prompt, isDisconnected: false);
        meter.CountContent(400, now: 1);
        meter.Interrupt();
        meter.CountContent(reasoningBytes, now: 2);
        meter.DropReasoning(reasoningBytes);
        meter.CountContent(40, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 1_010 }, isDisconnected: false);
        meter.Finish(isDisconnected: false);

        meter.Total(estimatedInput: 0).Tokens.Output.ShouldBe(110);
    }

    [Fact]
    public void A_continuation_is_billed_at_most_as_its_provider_reports()
    {
        meter.Report(Prompt, isDisconnected: false);
        meter.CountContent(400, now: 1);
        meter.Interrupt();
        meter.DropReasoning(0);
        meter.CountContent(400, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 70 }, isDisconnected: false);
        meter.Finish(isDisconnected: false);

        meter.Total(estimatedInput: 0).Tokens.Output.ShouldBe(170);
    }

    [Fact]
    public void Tool_calls_that_were_buffered_at_the_interruption_are_not_billed()
    {
        meter.Report(Prompt, isDisconnected: false);
        meter.CountContent(40, now: 1);
        meter.BeginToolCalls(40);
        meter.CountContent(4000, now: 1);

        meter.Interrupt().ShouldBe(10);
        meter.HasDelivered.ShouldBeFalse();
    }

    [Fact]
    public void A_client_that_got_nothing_pays_nothing()
    {
        meter.Report(Prompt, isDisconnected: false);
        meter.BeginToolCalls(0);
        meter.CountContent(4000, now: 1);
        meter.DropToolCalls();

        meter.Total(estimatedInput: 99)
            .ShouldBe(new BilledUsage(default, UsageSource.None));
    }

    [Fact]
    public void A_client_that_disconnects_while_tool_calls_are_buffered_pays_for_them()
    {
        meter.CountContent(4, now: 1);
        meter.BeginToolCalls(4);
        meter.CountContent(4000, now: 1);

        meter.Total(estimatedInput: 99)
            .ShouldBe(new BilledUsage(new TokenBuckets { InputUncached = 99, OutputText = 1001 }, UsageSource.Counted));
    }

    [Fact]
    public void A_client_that_disconnects_before_any_content_pays_the_prompt_that_was_sent()
    {
        meter.Total(estimatedInput: 99)
            .ShouldBe(new BilledUsage(default, UsageSource.None));

        meter.CountPrompt();
        meter.Total(estimatedInput: 99)
            .ShouldBe(new BilledUsage(new TokenBuckets { InputUncached = 99 }, UsageSource.Counted));

        meter.Report(Prompt, isDisconnected: false);
        meter.Total(estimatedInput: 99)
            .ShouldBe(new BilledUsage(Prompt, UsageSource.Provider));
    }

    [Fact]
    public void Delivered_tool_calls_are_billed()
    {
        meter.BeginToolCalls(0);
        meter.CountContent(4000, now: 1);
        meter.Finish(isDisconnected: false);

        meter.Total(estimatedInput: 99).Tokens.Output.ShouldBe(1000);
    }

    [Fact]
    public void A_continuation_of_undelivered_tool_calls_still_reports_the_prompt()
    {
        meter.CountContent(400, now: 1);
        meter.Interrupt();
        meter.AddToPrompt(40);
        meter.Report(new TokenBuckets { InputUncached = 110, OutputText = 1 }, isDisconnected: false);
        meter.BeginToolCalls(0);
        meter.CountContent(4000, now: 2);
        meter.DropToolCalls();

        meter.Total(estimatedInput: 999).Tokens.ShouldBe(new TokenBuckets { InputUncached = 100, OutputText = 100 });
    }

    [Fact]
    public void An_attempt_without_delivered_content_does_not_change_the_bill()
    {
        meter.BeginToolCalls(0);
        meter.CountContent(4000, now: 1);
        meter.Interrupt().ShouldBe(0);

        meter.CountContent(400, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 260, OutputText = 77 }, isDisconnected: false);
        meter.Finish(isDisconnected: false);

        meter.Total(estimatedInput: 99)
            .ShouldBe(new BilledUsage(new TokenBuckets { InputUncached = 260, OutputText = 77 }, UsageSource.Provider));
    }

    [Fact]
    public void Every_interrupted_upstream_is_counted_with_the_content_it_delivered()
    {
        meter.Report(Prompt, isDisconnected: false);
        meter.CountContent(40, now: 1);
        meter.Interrupt().ShouldBe(10);
        meter.CountContent(60, now: 2);
        meter.Withhold(20);
        meter.Interrupt().ShouldBe(20);
        meter.CountContent(40, now: 3);

        // The third one is interrupted too, and its content is counted.
        meter.Total(estimatedInput: 0)
            .ShouldBe(new BilledUsage(new TokenBuckets { InputUncached = 70, CacheRead = 30, OutputText = 30 }, UsageSource.Counted));
    }
}
