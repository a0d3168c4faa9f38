using System.Diagnostics;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>A key that was lost is taken back.</summary>
public sealed class RevokingAKey : Journey
{
    [Fact]
    public async Task A_revoked_key_gets_401_within_a_second()
    {
        var (ada, _) = await ArriveSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Lost laptop"));
        await agent.AskAsync();

        await ada.Keys.Revoke("Lost laptop").ClickAsync();
        await ada.Keys.Dialog.Button("Revoke key").ClickAsync();
        var clicked = Stopwatch.StartNew();
        var refused = await agent.RefusedSoonAsync();
        clicked.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (refused.Status, refused.Code).ShouldBe((401, "INVALID_KEY"));

        await Expect(ada.Keys.Row("Lost laptop")).ToContainTextAsync("Revoked");
        await Expect(ada.Keys.Revoke("Lost laptop")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Second_thoughts_leave_the_key_alive()
    {
        var (ada, _) = await ArriveSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await ada.Keys.Revoke("Ada's laptop").ClickAsync();
        await ada.Keys.Dialog.CloseWithAsync("Cancel");
        await Expect(ada.Keys.Row("Ada's laptop")).ToContainTextAsync("Live");
        await agent.AskAsync();
    }
}
