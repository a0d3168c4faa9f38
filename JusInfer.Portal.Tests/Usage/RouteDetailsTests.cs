using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Usage;

public sealed class RouteDetailsTests
{
    private static readonly RouteDetails Details = new()
    {
        Policy = 2,
        Baseline = "test/big",
        Rejected = [new RejectedCandidate("test/small", "guard"), new RejectedCandidate("test/other", "risk")],
        Expected = new NanoUsd(1_500_000),
        ExpectedBaseline = new NanoUsd(4_000_000),
        Risk = 0.12,
        Domain = "fix/python",
        Uncached = new NanoUsd(9_000_000),
        Lost = new LostCache("prefix_changed", 3, 12, 5_000, new NanoUsd(17_250_000)),
    };

    [Fact]
    public void Details_are_read_as_they_were_written()
    {
        var read = RouteDetails.Parse(Details.Format())!;

        read.Rejected.ShouldBe(Details.Rejected);
        (read with { Rejected = [] }).ShouldBe(Details with { Rejected = [] });
        Details.Format().Length.ShouldBeLessThan(270);
    }

    [Fact]
    public void A_repeated_answer_is_read_as_it_was_written_and_explained()
    {
        var details = Details with { Escalated = new EscalatedCall("test/small", "alpha", "missing_argument", 5_000, 40, new NanoUsd(1_250_000)) };

        RouteDetails.Parse(details.Format())!.Escalated.ShouldBe(details.Escalated);
        RouteSentences.Explain("auto:tool-result", "test/big", details).ShouldEndWith(
            " test/small answered first and called a tool without a required argument, so the baseline model repeated the answer. The first one cost $0.00125, which is part of the call's cost.");
    }

    [Fact]
    public void Called_tools_are_read_as_they_were_written_whatever_they_are_called()
    {
        CalledTool[] tools = [new("Bash", 2), new("mcp__\u0000\"<é😀", 1)];

        RouteDetails.Parse(new RouteDetails { Tools = [.. tools] }.Format())!.Tools.ShouldBe(tools);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"v":1,"l":[]}""")]
    public void Text_of_another_format_has_no_details(string? text) => RouteDetails.Parse(text).ShouldBeNull();

    [Fact]
    public void A_choice_is_explained_with_the_numbers_that_decided() =>
        RouteSentences.Explain("auto:tool-result", "test/small", Details).ShouldBe(
            "A tool result that a smaller model can process for less, caches included. Expected cost $0.0015 instead of $0.004 on test/big with its cache. "
            + "The step changes files with a probability of 12 %.");

    [Theory]
    [InlineData(12_003_750, "$0.012")]
    [InlineData(12_345_678_900, "$12.35")]
    [InlineData(123_456, "$0.000123")]
    [InlineData(0, "$0")]
    public void Expected_costs_are_rounded(long nanoUsd, string rounded) =>
        RouteSentences.Explain("auto:tool-result", "test/small", Details with { Expected = new NanoUsd(nanoUsd) }).ShouldContain($" Expected cost {rounded} instead of ");

    [Theory]
    [InlineData(3, 12, "message 4 of the prompt changed, about 768 tokens into it")]
    [InlineData(2, 0, "message 3 of the prompt changed, at its start")]
    [InlineData(0, 0, "the system prompt or the first message changed, at its start")]
    public void A_lost_cache_is_explained_by_the_place_that_changed(int message, int block, string explanation) =>
        RouteSentences.DescribeLoss(Details.Lost! with { Message = message, Block = block }).ShouldBe(explanation);

    [Fact]
    public void The_cost_of_a_repeated_answer_is_rounded() =>
        RouteSentences.DescribeEscalation(new EscalatedCall("test/small", "alpha", "empty", 5_000, 40, new NanoUsd(1_234_567))).ShouldContain(" cost $0.00123, which");
}
