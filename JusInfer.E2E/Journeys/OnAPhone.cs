using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>A key is lost while its owner is on a train.</summary>
public sealed class OnAPhone : Journey
{
    [Fact]
    public async Task A_key_is_minted_used_looked_at_and_revoked_on_a_phone()
    {
        var (ada, _) = await ArriveSignedInAsync(Look.Phone);
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Lost laptop"));
        await agent.AskAsync();
        await ada.Frame.Tab("Usage").ClickAsync();
        await Expect(ada.Usage.Requests).ToHaveCountAsync(1);
        await Expect(ada.Usage.ByKey("Lost laptop")).ToBeVisibleAsync();
        await ada.Frame.Tab("Keys").ClickAsync();
        await ada.Keys.RevokeAsync("Lost laptop");
        (await agent.RefusedAsync()).Status.ShouldBe(401);
    }
}
