using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner sets how many requests a minute a key may send.</summary>
[Trait("Promise", "P-11")]
public sealed class LimitingAKey : Journey
{
    [Fact]
    public async Task A_burst_above_the_limit_set_in_the_Tenant_tab_gets_429_and_the_seconds_to_wait()
    {
        var (ada, _) = await ArriveSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Runaway"));

        await ada.Tenant.OpenAsync();
        await Expect(ada.Tenant.Key("Runaway")).ToContainTextAsync("600");
        await ada.Tenant.SetLimitAsync("Runaway", "2");
        await Expect(ada.Tenant.Key("Runaway").GetByRole(AriaRole.Cell, new() { Name = "2", Exact = true })).ToBeVisibleAsync();

        await agent.AskAsync();
        await agent.AskAsync();
        var refused = await agent.RefusedAsync();
        (refused.Status, refused.Code).ShouldBe((429, "RATE_LIMIT"));
        refused.RetryAfter.ShouldNotBeNull().ShouldBeInRange(1, 30);

        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Requests).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData("many", "whole number")]
    [InlineData("0", "1 to")]
    [InlineData("-5", "1 to")]
    public async Task A_limit_that_makes_no_sense_is_refused_in_the_dialog(string typed, string says)
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await ada.Tenant.OpenAsync();
        await ada.Tenant.SetLimit(FurnishedTeam.LiveKey).ClickAsync();
        await ada.Tenant.Dialog.Field("Requests per minute").FillAsync(typed);
        await ada.Tenant.Dialog.Button("Save limit").ClickAsync();
        await Expect(ada.Tenant.Dialog.Faults).ToContainTextAsync(says);
        await ada.Tenant.Dialog.CloseWithAsync("Cancel");
        await Expect(ada.Tenant.Key(FurnishedTeam.LiveKey)).ToContainTextAsync("600");
    }
}
