using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner looks at an agent run and its subagent, and resumes it after it was paused.</summary>
public sealed class ResumingARun : Journey
{
    [Fact]
    public async Task A_run_that_repeats_itself_is_paused_and_continues_after_one_click()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        (await agent.CallInRunAsync("build/tests", "build", "Run the tests.")).ShouldBe(200);
        var calls = 0;
        while (await agent.CallInRunAsync("build", parent: null, "Build it.") == 200) calls++;
        calls.ShouldBe(59);

        await ada.Layout.Tab("Runs").ClickAsync();
        await ada.Runs.Run("build").ClickAsync();
        await Expect(ada.Runs.Tree).ToHaveCountAsync(2);
        await Expect(ada.Runs.Turns).ToHaveCountAsync(59);
        await ada.Runs.ToggleTurns("build").ClickAsync();
        await ada.Runs.ToggleTurns("build/tests").ClickAsync();
        await Expect(ada.Runs.Turns).ToHaveCountAsync(1);
        await ada.Runs.Resume.ClickAsync();
        await Expect(ada.Runs.Resume).ToHaveCountAsync(0);

        (await agent.CallInRunAsync("build", parent: null, "Build it.")).ShouldBe(200);
    }
}
