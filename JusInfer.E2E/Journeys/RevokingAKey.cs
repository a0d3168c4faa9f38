using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner revokes a key.</summary>
public sealed class RevokingAKey : Journey
{
    [Fact]
    public async Task Once_the_dialog_has_closed_the_key_gets_401()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Lost laptop"));
        await agent.CallAsync();

        await ada.Keys.RevokeAsync("Lost laptop");
        var rejection = await agent.RejectedAsync();
        (rejection.Status, rejection.Code).ShouldBe((401, "INVALID_KEY"));

        await Expect(ada.Keys.Row("Lost laptop")).ToContainTextAsync("Revoked");
        await ada.Keys.Menu("Lost laptop").ClickAsync();
        await Expect(ada.Keys.MenuItem("Its requests")).ToBeVisibleAsync();
        await Expect(ada.Keys.MenuItem("Revoke")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Canceling_the_confirmation_keeps_the_key_live()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await ada.Keys.ChooseAsync("Ada's laptop", "Revoke");
        await ada.Keys.Dialog.CloseWithAsync("Cancel");
        await Expect(ada.Keys.Row("Ada's laptop")).ToContainTextAsync("Never used");
        await agent.CallAsync();
    }
}
