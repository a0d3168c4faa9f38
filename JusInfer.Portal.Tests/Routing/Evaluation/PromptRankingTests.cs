extern alias evaluation;
using evaluation::JusInfer.Routing.Evaluation.Prompts;

namespace JusInfer.Portal.Tests.Routing.Evaluation;

public sealed class PromptRankingTests
{
    /// <summary>Two prompts that only the large model answers, one that both answer, and one that neither does.</summary>
    private static readonly PromptExample[] Prompts = [Prompt(0, 1), Prompt(0, 1), Prompt(1, 1), Prompt(0, 0)];

    [Fact]
    public void The_order_by_gain_recovers_all_with_half_of_the_calls()
    {
        var curve = new PromptRanking(Prompts, static prompt => prompt.Gain).Curve();

        (curve.Small, curve.Large).ShouldBe((0.25, 0.75));
        curve.Cpt(0.5).ShouldBe(0.25);
        curve.Cpt(1).ShouldBe(0.5);
        curve.Apgr.ShouldBe((0.25 + 0.75 + 1 + 1) / 4, 1e-12);

        // Two large calls of $10 and two small ones of $1 against four large ones.
        curve.SavingAt(1).ShouldBe(1 - (22 / 40d), 1e-12);
    }

    [Fact]
    public void A_sample_is_ranked_as_its_prompts_are()
    {
        var counts = (int[])[2, 0, 1, 3];
        var sample = Prompts.Zip(counts).SelectMany(static pair => Enumerable.Repeat(pair.First, pair.Second)).ToArray();

        var (drawn, copied) = (new PromptRanking(Prompts, Score).Curve(counts), new PromptRanking(sample, Score).Curve());

        (drawn.Small, drawn.Large, drawn.Apgr, drawn.Cpt(0.5), drawn.SavingAt(0.9)).ShouldBe((copied.Small, copied.Large, copied.Apgr, copied.Cpt(0.5), copied.SavingAt(0.9)));

        static double Score(PromptExample prompt) => prompt.Small - prompt.Large;
    }

    private static PromptExample Prompt(float small, float large) => new()
    {
        Set = "set",
        Fold = 0,
        InnerFold = 0,
        Features = [],
        TextWords = [],
        Words = [],
        Bytes = 1,
        Small = small,
        Large = large,
        Average = small,
        SmallCost = 1,
        LargeCost = 10,
    };
}
