using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>The rules that each display is checked with find what they are for.</summary>
public sealed class AxeTests : Journey
{
    private const string Planted = """
        () => {
          document.body.innerHTML = `<main><h1>Planted</h1>
            <p style="background: #fff; color: #eee">Too pale</p>
            <button style="all: unset; display: inline-block; width: 12px; height: 12px" aria-label="one"></button
            ><button style="all: unset; display: inline-block; width: 12px; height: 12px" aria-label="two"></button>
            <input></main>`;
        }
        """;

    [Theory]
    [InlineData(Axe.AllRules, "color-contrast", "label", "target-size")]
    [InlineData(Axe.ContrastOnly, "color-contrast")]
    [InlineData(Axe.TargetsOnly, "target-size")]
    public async Task A_violation_of_a_rule_is_found(string rules, params string[] expected)
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Page.EvaluateAsync(Planted);

        var found = (await Axe.RunAsync(visitor.Page, rules)).Where(static violation => violation.Impact is "serious" or "critical");

        found.Select(static violation => violation.Id).ShouldBe(expected, ignoreOrder: true);
    }
}
