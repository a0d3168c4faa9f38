using System.Globalization;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The page of a run shows where its prompt cache was lost, why, what that cost, and what to change.</summary>
public sealed class LosingThePromptCache : Journey
{
    private const string Run = "fix-login";

    /// <summary>About 3,000 tokens, more than providers need to cache a prompt.</summary>
    private static readonly string Instructions = string.Join(' ', Enumerable.Range(0, 600).Select(static number => $"Rule {number}: be brief."));

    private static readonly string[] Steps = ["Fix the login.", "I read the controller.", "Go on.", "I changed the controller.", "Now run the tests.", "They pass.", "Commit it."];

    [Fact]
    public async Task A_time_stamp_in_the_system_prompt_is_named_with_its_cost_and_what_to_change()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        (await agent.ContinueRunAsync(Run, "It is 10:00. " + Instructions, Steps[..1])).ShouldBe(200);
        (await agent.ContinueRunAsync(Run, "It is 10:00. " + Instructions, Steps[..3])).ShouldBe(200);
        await ada.Runs.OpenAsync(Run);
        await Expect(ada.Runs.Turns).ToHaveCountAsync(2);
        await Expect(ada.Runs.CacheLosses).ToContainTextAsync("No lost cache was found");

        (await agent.ContinueRunAsync(Run, "It is 10:07. " + Instructions, Steps[..5])).ShouldBe(200);
        await Expect(ada.Runs.Loss("An earlier message changed")).ToContainTextAsync("1 call");
        await Expect(ada.Runs.Loss("An earlier message changed")).ToContainTextAsync("What to change: Append messages instead of changing earlier ones: keep time stamps");
        (await CostOfLossesAsync(ada)).ShouldBeGreaterThan(0);
        await ada.Runs.Loss("An earlier message changed").GetByText("Show the calls").ClickAsync();
        await Expect(ada.Runs.Loss("An earlier message changed")).ToContainTextAsync("the system prompt or the first message changed, at its start");

        await ada.Runs.Loss("An earlier message changed").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Expect(ada.Page.GetByText("the system prompt or the first message changed, at its start").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_edited_turn_loses_the_cache_from_there_and_a_call_that_only_appends_loses_nothing()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        string[] edited = [Steps[0], "I read the controller. " + Instructions, .. Steps[2..]];
        string[] shortened = [Steps[0], "(an old turn, removed)", .. Steps[2..]];
        (await agent.ContinueRunAsync(Run, "You are an agent.", edited[..3])).ShouldBe(200);
        (await agent.ContinueRunAsync(Run, "You are an agent.", edited[..5])).ShouldBe(200);
        (await agent.ContinueRunAsync(Run, "You are an agent.", [Steps[0], "I read it. " + Instructions, .. Steps[2..]])).ShouldBe(200);
        (await agent.ContinueRunAsync(Run, "You are an agent.", shortened)).ShouldBe(200);

        await ada.Runs.OpenAsync(Run);
        await Expect(ada.Runs.Turns).ToHaveCountAsync(4);
        await Expect(ada.Runs.Loss("An earlier message changed")).ToContainTextAsync("1 call");
        await ada.Runs.Loss("An earlier message changed").GetByText("Show the calls").ClickAsync();
        await Expect(ada.Runs.Loss("An earlier message changed")).ToContainTextAsync("message 3 of the prompt changed");
    }

    private static async Task<decimal> CostOfLossesAsync(Visitor visitor)
    {
        var text = await visitor.Runs.CacheLosses.Locator("strong.num").TextContentAsync();
        return decimal.Parse(text!.TrimStart('$'), CultureInfo.InvariantCulture);
    }
}
