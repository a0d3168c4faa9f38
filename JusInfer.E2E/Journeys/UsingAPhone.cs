using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner revokes a lost key with a phone.</summary>
public sealed class UsingAPhone : Journey
{
    [Fact]
    public async Task Minting_using_and_revoking_a_key_work_on_a_phone()
    {
        var (ada, _) = await OpenSignedInAsync(DisplaySettings.Phone);
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Lost laptop"));
        await agent.CallAsync();
        await ada.Layout.Pages.ClickAsync();
        await ada.Layout.Tab("Usage").ClickAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("1");
        await Expect(ada.Usage.Drawing("Spend per day")).ToBeAttachedAsync();
        await ada.Usage.GroupByAsync("Key");
        await Expect(ada.Usage.ByKey("Lost laptop")).ToBeVisibleAsync();
        await ada.Layout.Pages.ClickAsync();
        await ada.Layout.Tab("Keys").ClickAsync();
        await ada.Keys.RevokeAsync("Lost laptop");
        await Expect(ada.Keys.Row("Lost laptop")).ToContainTextAsync("Revoked");
        (await agent.RejectedAsync()).Status.ShouldBe(401);
    }
}
