using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner sets a member's monthly cap.</summary>
[Trait("Promise", "P-10")]
public sealed class CappingAMember : Journey
{
    [Fact]
    public async Task A_call_at_the_cap_gets_402_until_the_cap_is_removed()
    {
        var (ada, person) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await agent.CallAsync();

        await ada.Tenant.OpenAsync();
        await Expect(ada.Tenant.Member(person.Email)).ToContainTextAsync("no cap");
        await ada.Tenant.SetCapAsync(person.Email, "0.000001");
        await Expect(ada.Tenant.Member(person.Email)).ToContainTextAsync("of $0.0000010");
        var rejection = await agent.RejectedAsync();
        (rejection.Status, rejection.Code).ShouldBe((402, "CAP_REACHED"));

        await ada.Tenant.SetCapAsync(person.Email, "");
        await Expect(ada.Tenant.Member(person.Email)).ToContainTextAsync("no cap");
        (await agent.CallAsync()).ShouldStartWith("[simulated]");
    }

    [Fact]
    public async Task An_invalid_cap_is_an_error_in_the_dialog()
    {
        var grace = await Site.SampleTeam;
        var visitor = await OpenVisitorAsync(session: grace.Session);
        await visitor.Tenant.OpenAsync();
        await visitor.Tenant.SetCap(grace.Owner.Email).ClickAsync();
        foreach (var typed in new[] { "a fortune", "-1" })
        {
            await visitor.Tenant.Dialog.Field("US dollars per month").FillAsync(typed);
            await visitor.Tenant.Dialog.Button("Save cap").ClickAsync();
            await Expect(visitor.Tenant.Dialog.Errors).ToContainTextAsync("cap");
        }

        await visitor.Tenant.Dialog.CloseWithAsync("Cancel");
        await Expect(visitor.Tenant.Member(grace.Owner.Email)).ToContainTextAsync("of $25.00");
    }
}
