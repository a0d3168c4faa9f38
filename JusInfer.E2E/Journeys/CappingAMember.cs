using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner sets what a member may spend in a month.</summary>
[Trait("Promise", "P-10")]
public sealed class CappingAMember : Journey
{
    [Fact]
    public async Task A_call_at_the_cap_gets_402_until_the_cap_is_lifted()
    {
        var (ada, person) = await ArriveSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await agent.AskAsync();

        await ada.Tenant.OpenAsync();
        await Expect(ada.Tenant.Member(person.Email)).ToContainTextAsync("no cap");
        await ada.Tenant.SetCapAsync(person.Email, "0.000001");
        await Expect(ada.Tenant.Member(person.Email)).ToContainTextAsync("of $0.0000010");
        var refused = await agent.RefusedAsync();
        (refused.Status, refused.Code).ShouldBe((402, "CAP_REACHED"));

        await ada.Tenant.SetCapAsync(person.Email, "");
        await Expect(ada.Tenant.Member(person.Email)).ToContainTextAsync("no cap");
        (await agent.AskAsync()).ShouldStartWith("[simulated]");
    }

    [Fact]
    public async Task A_cap_that_is_no_amount_is_refused_in_the_dialog()
    {
        var grace = await Site.FurnishedTeam;
        var visitor = await ArriveAsync(session: grace.Session);
        await visitor.Tenant.OpenAsync();
        await visitor.Tenant.SetCap(grace.Owner.Email).ClickAsync();
        foreach (var typed in new[] { "a fortune", "-1" })
        {
            await visitor.Tenant.Dialog.Field("US dollars a month").FillAsync(typed);
            await visitor.Tenant.Dialog.Button("Save cap").ClickAsync();
            await Expect(visitor.Tenant.Dialog.Faults).ToContainTextAsync("cap");
        }

        await visitor.Tenant.Dialog.CloseWithAsync("Cancel");
        await Expect(visitor.Tenant.Member(grace.Owner.Email)).ToContainTextAsync("of $25.00");
    }
}
