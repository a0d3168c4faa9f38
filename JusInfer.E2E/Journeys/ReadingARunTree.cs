using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The tree of a run hides and shows the runs below a run, without a mouse.</summary>
public sealed class ReadingARunTree : Journey
{
    [Fact]
    public async Task The_tree_is_collapsed_and_expanded_by_keyboard()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        (await agent.CallInRunAsync("build", parent: null, "Build it.")).ShouldBe(200);
        (await agent.CallInRunAsync("build/tests", "build", "Run the tests.")).ShouldBe(200);
        await ada.Runs.OpenAsync("build");
        await Expect(ada.Runs.Tree).ToHaveCountAsync(2);

        await ada.Runs.Toggle("build").FocusAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Runs.Tree).ToHaveCountAsync(1);
        await Expect(ada.Runs.Toggle("build")).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Space");
        await Expect(ada.Runs.Tree).ToHaveCountAsync(2);

        await ada.Runs.ToggleTurns("build/tests").FocusAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Runs.Turns).ToHaveCountAsync(2);
        await ada.Runs.Turns.Nth(1).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(ada.Receipt.Value("Agent run")).ToHaveTextAsync("build/tests");
    }
}
