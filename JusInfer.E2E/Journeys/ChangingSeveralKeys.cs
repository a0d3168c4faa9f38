using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner with several keys finds those that matter and changes them together.</summary>
public sealed class ChangingSeveralKeys : Journey
{
    [Fact]
    public async Task A_cap_for_two_keys_blocks_them_and_both_are_revoked_with_one_confirmation()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Keys.MintAndCloseAsync("Old server");
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await ada.Keys.Select("Old server").CheckAsync();
        await ada.Keys.Select("Ada's laptop").CheckAsync();

        await Expect(ada.Keys.Selected).ToContainTextAsync("2 selected");
        await ada.Keys.Bulk("Set a cap").ClickAsync();
        await ada.Keys.Dialog.Field("Monthly cap in USD").FillAsync("0");
        await ada.Keys.Dialog.CloseWithAsync("Change 2 keys");
        await Expect(ada.Keys.Row("Ada's laptop")).ToContainTextAsync("monthly key cap");
        (await agent.RejectedAsync()).Code.ShouldBe("CAP_REACHED");

        await ada.Keys.Status("Blocked 2").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(Site.Address + KeysPage.Path[1..] + "?status=blocked");
        await Expect(ada.Keys.Rows).ToHaveCountAsync(2);

        await ada.Keys.Select("all live keys of the list").CheckAsync();
        await ada.Keys.Bulk("Revoke").ClickAsync();
        await Expect(ada.Keys.Dialog.Self).ToContainTextAsync("You cannot undo this.");
        await ada.Keys.Dialog.CloseWithAsync("Revoke 2 keys");
        await Expect(ada.Keys.List).ToBeFocusedAsync();
        await Expect(ada.Keys.List.GetByText("No keys match these filters.")).ToBeVisibleAsync();
        await ada.Keys.Status("Ended 2").ClickAsync();
        await Expect(ada.Keys.Rows).ToHaveCountAsync(2);
        await Expect(ada.Keys.Row("Old server")).ToContainTextAsync("Revoked");
    }
}
