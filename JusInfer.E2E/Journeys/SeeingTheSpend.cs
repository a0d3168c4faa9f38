using JusInfer.E2E.Infrastructure;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.E2E.Journeys;

/// <summary>The Usage tab shows a call soon after its end.</summary>
[Trait("Promise", "P-8")]
public sealed class SeeingTheSpend : Journey
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_appears_on_the_open_tab_within_two_seconds_without_a_reload(bool streamed)
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Empty).ToBeVisibleAsync();
        await ada.Page.EvaluateAsync("() => { window.sinceTheLastReload = true; }");

        var calls = 0;
        for (var repeated = 0; repeated < 2; repeated++)
        {
            await Promptly.WithinAsync(TimeSpan.FromSeconds(2), async () =>
            {
                if (streamed) await agent.StreamAsync();
                else await agent.CallAsync();
                calls++;
                return () => Expect(ada.Usage.Total("Requests")).ToHaveTextAsync($"{calls}");
            });
        }

        (await ada.Page.EvaluateAsync<bool>("() => window.sinceTheLastReload === true")).ShouldBeTrue();
    }

    [Fact]
    public async Task Spend_is_shown_by_key_by_model_and_by_day()
    {
        var (ada, _) = await OpenSignedInAsync();
        var laptop = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        var nightly = AgentWith(await ada.Keys.MintAndCloseAsync("Nightly agent"));
        await laptop.CallAsync("anthropic/claude-sonnet-4.5");
        await nightly.CallAsync("anthropic/claude-sonnet-4.5");
        await nightly.StreamAsync("openai/gpt-5");

        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("3");
        await Expect(ada.Usage.ByModel("anthropic/claude-sonnet-4.5").GetByRole(AriaRole.Cell).First).ToHaveTextAsync("2");
        await Expect(ada.Usage.ByModel("openai/gpt-5").GetByRole(AriaRole.Cell).First).ToHaveTextAsync("1");
        await ada.Usage.GroupByAsync("Key");
        await Expect(ada.Usage.ByKey("Ada's laptop").GetByRole(AriaRole.Cell).First).ToHaveTextAsync("1");
        await Expect(ada.Usage.ByKey("Nightly agent").GetByRole(AriaRole.Cell).First).ToHaveTextAsync("2");

        await Expect(ada.Usage.Charts).ToHaveCountAsync(1);
        await Expect(ada.Usage.Charts.First.Locator("path.apexcharts-bar-area").First).ToBeAttachedAsync();
        var spend = await ada.Usage.Total("Spend").TextContentAsync();
        await ada.Usage.ShowAsTable("Spend per day").ClickAsync();
        await Expect(ada.Usage.RowsInTable("Spend per day").Filter(new() { HasText = spend })).ToHaveCountAsync(1);
    }
}
