using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Calls;

/// <summary>
/// Which side a provider's unnamed tokens belong to, and which of its counts are not believed. Four bytes count as one token.
/// </summary>
[Trait("Promise", "P-8")]
public sealed class BilledUsageTests
{
    private static readonly TokenBuckets Named = new() { InputUncached = 100, OutputText = 50 };

    private readonly Meter meter = new();

    [Theory]
    [InlineData(900, 200, false, 1_000, 0)] // the prompt is as long as we count it with them
    [InlineData(100, 3_200, false, 100, 900)] // the output is
    [InlineData(100, 200, false, 1_000, 0)] // neither is: a model that does not reason has no hidden output
    [InlineData(100, 200, true, 100, 900)]
    [InlineData(900, 200, true, 1_000, 0)]
    public void The_rest_of_a_total_goes_to_the_side_whose_own_count_it_fits_and_is_a_mismatch(
        long prompt, int bytes, bool mayReason, long input, long reasoning)
    {
        var unnamed = mayReason ? UnnamedTokens.PerhapsReasoning : UnnamedTokens.Unknown;
        var usage = Total(new ReportedUsage(Named, Unnamed: 900), bytes, prompt, unnamed);

        (usage.Tokens.InputUncached, usage.Tokens.OutputReasoning, usage.Source).ShouldBe((input, reasoning, UsageSource.Provider));
        usage.Mismatch.ShouldBe(new UsageMismatch("total_tokens", 150, 1_050));
    }

    [Fact]
    public void A_provider_that_does_not_name_reasoning_is_known()
    {
        var usage = Total(new ReportedUsage(Named, Unnamed: 900), bytes: 200, prompt: 900, UnnamedTokens.Reasoning);

        usage.ShouldBe(new BilledUsage(Named with { OutputReasoning = 900 }, UsageSource.Provider));
    }

    /// <summary>labscommunity/cascadia#55, NousResearch/hermes-agent#12023: zero output for a real answer.</summary>
    [Theory]
    [InlineData(0, 8, true)]
    [InlineData(24, 400, true)]
    [InlineData(25, 400, false)]
    public void An_output_below_a_quarter_of_what_was_delivered_is_not_believed(long reported, int bytes, bool isReplaced)
    {
        var usage = Total(new ReportedUsage(Named with { OutputText = reported }), bytes, prompt: 100);

        usage.Tokens.OutputText.ShouldBe(isReplaced ? bytes / 4 : reported);
        usage.Source.ShouldBe(isReplaced ? UsageSource.Counted : UsageSource.Provider);
        usage.Mismatch.ShouldBe(isReplaced ? new UsageMismatch("output_tokens", bytes / 4, reported) : null);
    }

    /// <summary>Prose of 4.7 bytes a token has more tokens by our own count than the limit lets a model write.</summary>
    [Fact]
    public void Our_own_count_of_a_resumed_answer_is_not_bounded()
    {
        meter.Report(new TokenBuckets { InputUncached = 100, OutputText = 1 }, isDisconnected: false);
        meter.CountContent(20_000, now: 1);
        meter.Interrupt();
        meter.CountContent(17_600, now: 2);
        meter.Finish(isDisconnected: false);

        var usage = meter.Total(estimatedInput: 100, most: new MaxUsage(40_000, 8_416, 16));

        usage.ShouldBe(new BilledUsage(new TokenBuckets { InputUncached = 100, OutputText = 9_400 }, UsageSource.Counted));
    }

    [Fact]
    public void The_reports_of_each_part_of_a_resumed_answer_are_bounded()
    {
        meter.Report(new TokenBuckets { InputUncached = 50_000, OutputText = 1 }, isDisconnected: false);
        meter.CountContent(20_000, now: 1);
        meter.Interrupt();
        meter.CountContent(4_000, now: 2);
        meter.Report(new TokenBuckets { InputUncached = 100, OutputText = 8_417 }, isDisconnected: false);
        meter.Finish(isDisconnected: false);

        var usage = meter.Total(estimatedInput: 100, most: new MaxUsage(40_000, 8_416, 16));

        usage.Tokens.ShouldBe(new TokenBuckets { InputUncached = 100, OutputText = 6_000 });
        usage.Mismatch.ShouldBe(new UsageMismatch("output_tokens", 1_000, 8_417));
    }

    [Fact]
    public void Media_in_the_text_is_no_evidence_of_tokens()
    {
        meter.FindEmbeddedMedia();
        meter.CountContent(40_000, now: 1);
        meter.Report(new TokenBuckets { InputUncached = 100, OutputText = 20_000 }, isDisconnected: false);
        meter.Finish(isDisconnected: false);

        var usage = meter.Total(estimatedInput: 100, most: new MaxUsage(40_000, 8_416, 16));

        usage.Tokens.Output.ShouldBe(0);
        usage.Mismatch.ShouldBe(new UsageMismatch("output_tokens", 0, 20_000));
    }

    [Fact]
    public void What_an_answer_before_was_not_believed_about_is_kept()
    {
        var before = new UsageMismatch("output_tokens", 1, 900_000_000);
        var corrected = new Meter { BilledBefore = new BilledUsage(Named, UsageSource.Counted, before) };
        corrected.CountContent(200, now: 1);
        corrected.Report(Named, isDisconnected: false);
        corrected.Finish(isDisconnected: false);

        corrected.Total(estimatedInput: 100).ShouldBe(new BilledUsage(Named + Named, UsageSource.Provider, before));
    }

    /// <summary>MiXaiLL76/auto_ai_router#142: the placeholder of the start is never corrected.</summary>
    [Fact]
    public void A_prompt_of_no_tokens_is_not_believed()
    {
        var usage = Total(new ReportedUsage(new TokenBuckets { OutputText = 50 }), bytes: 200, prompt: 77);

        usage.ShouldBe(new BilledUsage(
            new TokenBuckets { InputUncached = 77, OutputText = 50 }, UsageSource.Counted, new UsageMismatch("input_tokens", 77, 0)));
    }

    [Fact]
    public void A_placeholder_of_both_counts_is_replaced_by_our_own()
    {
        var usage = Total(new ReportedUsage(new TokenBuckets { OutputText = 1 }), bytes: 400, prompt: 50_000);

        usage.Tokens.ShouldBe(new TokenBuckets { InputUncached = 50_000, OutputText = 100 });
        usage.Mismatch.ShouldBe(new UsageMismatch("output_tokens", 100, 1));
    }

    [Fact]
    public void A_prompt_that_an_unfinished_answer_does_not_report_is_counted()
    {
        meter.CountContent(400, now: 1);
        meter.Report(new ReportedUsage(new TokenBuckets { OutputText = 1 }), isDisconnected: true);

        var usage = meter.Total(50_000);

        usage.Tokens.ShouldBe(new TokenBuckets { InputUncached = 50_000, OutputText = 100 });
        usage.Mismatch.ShouldBe(new UsageMismatch("input_tokens", 50_000, 0));
    }

    [Fact]
    public void A_continuation_reports_the_prompt_that_the_interrupted_answer_did_not()
    {
        meter.CountContent(400, now: 1);
        meter.Report(new ReportedUsage(new TokenBuckets { OutputText = 1 }), isDisconnected: false);
        meter.Interrupt();

        Total(new ReportedUsage(Named), bytes: 40, prompt: 77).Tokens.InputUncached.ShouldBe(Named.InputUncached);
    }

    [Fact]
    public void The_rest_of_a_total_is_part_of_the_prompt_of_an_interrupted_answer_too()
    {
        meter.CountContent(200, now: 1);
        meter.Report(new ReportedUsage(Named, Unnamed: 900), isDisconnected: false);
        meter.Interrupt();
        meter.CountContent(40, now: 1);

        meter.Total(1_000).Tokens.InputUncached.ShouldBe(1_000);
    }

    /// <summary>Relays of models that draw write images into the text.</summary>
    [Fact]
    public void The_size_of_an_image_within_the_text_says_nothing_about_its_tokens()
    {
        meter.FindEmbeddedMedia();

        Total(new ReportedUsage(Named), bytes: 2_000_000, prompt: 100).ShouldBe(new BilledUsage(Named, UsageSource.Provider));
    }

    [Fact]
    public void The_size_of_an_image_is_not_counted_in_an_unfinished_answer()
    {
        meter.CountExtension(2_000_000, now: 1);
        meter.Report(new ReportedUsage(Named), isDisconnected: true);

        meter.Total(100).Tokens.ShouldBe(Named);
    }

    [Fact]
    public void The_size_of_an_image_says_nothing_about_its_tokens()
    {
        meter.CountExtension(2_000_000, now: 1);

        Total(new ReportedUsage(Named), bytes: 40, prompt: 100).ShouldBe(new BilledUsage(Named, UsageSource.Provider));
    }

    private BilledUsage Total(ReportedUsage reported, int bytes, long prompt, UnnamedTokens unnamed = UnnamedTokens.Unknown)
    {
        meter.CountContent(bytes, now: 1);
        meter.Report(reported, isDisconnected: false);
        meter.Finish(isDisconnected: false);
        return meter.Total(prompt, unnamed);
    }
}
