using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

namespace JusInfer.Portal.Tests.Gateway.Requests;

/// <summary>Attachments are held at what the published formulas give at least.</summary>
public sealed class AttachmentsTests
{
    [Theory]
    [InlineData("claude-opus-5", 1_000, 1_000, 1_296)]
    [InlineData("claude-opus-5", 8_000, 8_000, 4_784)]
    [InlineData("gpt-4o-mini", 512, 512, 8_500)]
    [InlineData("gpt-4o-mini", 2_048, 4_096, 36_835)]
    [InlineData("gpt-5.4", 3_200, 3_200, 10_000)]
    [InlineData("gpt-4.1-nano", 1_024, 1_024, 2_520)]
    [InlineData("gemini-3-flash", 100, 100, 2_240)]
    [InlineData("gemini-2.5-pro", 3_072, 3_072, 4_128)]
    [InlineData("some-model", 1, 1, 255)]
    public void An_image_counts_by_its_size(string model, int width, int height, long tokens)
    {
        var attachments = new Attachments();
        attachments.AddImage(width, height);

        attachments.TokensFor(VisionFamilies.Of(model)).ShouldBe(tokens);
    }

    [Theory]
    [InlineData(BilledFamily.OpenAi, "gpt-4o")]
    [InlineData(BilledFamily.Claude, "claude-opus-5")]
    [InlineData(BilledFamily.Gemini, "gemini-3-flash")]
    public void No_image_costs_more_than_is_held(BilledFamily family, string model)
    {
        var random = new Random(38);
        for (var i = 0; i < 2_000; i++)
        {
            var (width, height) = (random.Next(1, 8_001), random.Next(1, 8_001));
            var (known, unknown) = (new Attachments(), new Attachments());
            known.AddImage(width, height);
            unknown.AddImage();

            var billed = BilledMedia.OfImage(family, width, height);

            billed.ShouldBeLessThanOrEqualTo(known.TokensFor(VisionFamilies.Of(model)), $"{width} x {height}");
            known.TokensFor(VisionFamilies.Of(model)).ShouldBeLessThanOrEqualTo(unknown.TokensFor(VisionFamilies.Of(model)));
        }
    }

    /// <summary>Qwen and others count more than any formula here, so that only the context window bounds their images.</summary>
    [Theory]
    [InlineData("gpt-4o", nameof(VisionFamily.OpenAi))]
    [InlineData("openai/o3", nameof(VisionFamily.OpenAi))]
    [InlineData("o4-mini-2025-04-16", nameof(VisionFamily.OpenAi))]
    [InlineData("gpt-4o-mini", nameof(VisionFamily.OpenAiMini))]
    [InlineData("us.anthropic.claude-opus-5", nameof(VisionFamily.Claude))]
    [InlineData("google/gemini-3-flash", nameof(VisionFamily.Gemini))]
    [InlineData("qwen3-vl-235b", nameof(VisionFamily.Unknown))]
    [InlineData("openai/gpt-oss-120b", nameof(VisionFamily.Unknown))]
    [InlineData("olmo-3", nameof(VisionFamily.Unknown))]
    [InlineData("prod-mini", nameof(VisionFamily.Unknown))]
    public void The_family_follows_from_the_name(string name, string family) => VisionFamilies.Of(name).ToString().ShouldBe(family);

    [Fact]
    public void The_attachments_of_two_parts_are_counted_together()
    {
        var (first, second) = (new Attachments(), new Attachments());
        first.AddImage(100, 100);
        second.AddPages(2);
        second.AddText(10);

        var sum = Attachments.Sum(first, second)!;

        sum.Count.ShouldBe(3);
        sum.TextBytes.ShouldBe(10);
        sum.TokensFor(VisionFamily.Claude).ShouldBe(16 + (2 * 7_784));
        Attachments.Sum(null, first).ShouldBe(first);
        Attachments.Sum(null, null).ShouldBeNull();
    }
}
