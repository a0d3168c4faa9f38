using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner sets a key's requests per minute.</summary>
[Trait("Promise", "P-11")]
public sealed class LimitingAKey : Journey
{
    [Fact]
    public async Task A_burst_above_the_limit_set_in_the_Tenant_tab_gets_429_and_Retry_After()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Runaway"));

        await ada.Budgets.OpenAsync();
        await Expect(ada.Budgets.Key("Runaway")).ToContainTextAsync("600");
        await ada.Budgets.SetLimit("Runaway").ClickAsync();
        await ada.Keys.ExpectOpenAsync();
        await ada.Keys.SetRateAsync("2");
        await Expect(ada.Keys.Row("Runaway")).ToContainTextAsync("2 requests/min");

        await agent.CallAsync();
        await agent.CallAsync();
        var rejection = await agent.RejectedAsync();
        (rejection.Status, rejection.Code).ShouldBe((429, "RATE_LIMIT"));
        rejection.RetryAfter.ShouldNotBeNull().ShouldBeInRange(1, 30);

        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("2");
    }

    [Theory]
    [InlineData("many", "whole number")]
    [InlineData("0", "1 to")]
    [InlineData("-5", "1 to")]
    public async Task An_invalid_limit_is_an_error_next_to_its_field(string typed, string message)
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Budgets.OpenAsync();
        await ada.Budgets.SetLimit(SampleTeam.LiveKey).ClickAsync();
        await ada.Keys.ExpectOpenAsync();
        await ada.Keys.Field("Requests per minute").FillAsync(typed);
        await ada.Keys.Save.ClickAsync();
        await Expect(ada.Keys.Drawer.Locator(".field-error")).ToContainTextAsync(message);
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Keys.Drawer).ToHaveCountAsync(0);
        await ada.Budgets.OpenAsync();
        await Expect(ada.Budgets.Key(SampleTeam.LiveKey)).ToContainTextAsync("600");
    }
}
