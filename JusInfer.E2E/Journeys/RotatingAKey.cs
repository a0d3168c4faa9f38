using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner replaces the secret of a key that agents use.</summary>
public sealed class RotatingAKey : Journey
{
    [Fact]
    public async Task Both_secrets_work_until_the_old_one_ends_which_the_list_counts_down()
    {
        var (ada, _) = await OpenSignedInAsync();
        var old = AgentWith(await ada.Keys.MintAndCloseAsync("Nightly build"));

        await ada.Keys.ChooseAsync("Nightly build", "Rotate");
        await ada.Keys.Dialog.Field("The old secret ends").SelectOptionAsync("in an hour");
        await ada.Keys.Dialog.Button("Rotate key").ClickAsync();
        var successor = AgentWith(await ada.Keys.ReadKeyAsync());
        await old.CallAsync();
        await successor.CallAsync();
        await ada.Keys.Dialog.CloseWithAsync("I have stored it");

        await Expect(ada.Keys.Rows).ToHaveCountAsync(1);
        await Expect(ada.Keys.Rows).ToContainTextAsync("old secret ends");
        await Expect(ada.Keys.Rows).ToContainTextAsync("minutes");
        await ada.Keys.ChooseAsync("Nightly build", "End old secret");
        await ada.Keys.Dialog.Button("End old secret").ClickAsync();
        (await old.CallUntilRejectedAsync()).Status.ShouldBe(401);
        await successor.CallAsync();
    }

    [Fact]
    public async Task A_secret_that_ends_at_once_is_rejected()
    {
        var (ada, _) = await OpenSignedInAsync();
        var old = AgentWith(await ada.Keys.MintAndCloseAsync("Nightly build"));

        await ada.Keys.ChooseAsync("Nightly build", "Rotate");
        await ada.Keys.Dialog.Field("The old secret ends").SelectOptionAsync("at once");
        await ada.Keys.Dialog.Button("Rotate key").ClickAsync();
        var successor = AgentWith(await ada.Keys.ReadKeyAsync());

        (await old.CallUntilRejectedAsync()).Status.ShouldBe(401);
        await successor.CallAsync();
        await ada.Keys.Dialog.CloseWithAsync("I have stored it");
        await Expect(ada.Keys.Rows).ToHaveCountAsync(1);
    }
}
