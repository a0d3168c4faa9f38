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

        await ada.Members.OpenAsync();
        await Expect(ada.Members.Member(person.Email)).ToContainTextAsync("no cap");
        await ada.Members.SetCapAsync(person.Email, "0.000001");
        await Expect(ada.Members.Member(person.Email)).ToContainTextAsync("$0.000001");
        var rejection = await agent.RejectedAsync();
        (rejection.Status, rejection.Code).ShouldBe((402, "CAP_REACHED"));

        await ada.Members.SetCapAsync(person.Email, "");
        await Expect(ada.Members.Member(person.Email)).ToContainTextAsync("no cap");
        (await agent.CallAsync()).ShouldStartWith("[simulated]");
    }

    [Fact]
    public async Task An_invalid_cap_is_an_error_in_the_dialog()
    {
        var grace = await Site.SampleTeam;
        var visitor = await OpenVisitorAsync(session: grace.Session);
        await visitor.Members.OpenAsync();
        await visitor.Members.Menu(grace.Owner.Email).ChooseAsync($"Set cap for {grace.Owner.Email}");
        foreach (var typed in new[] { "a fortune", "-1" })
        {
            await visitor.Members.Dialog.Field("US dollars per month").FillAsync(typed);
            await visitor.Members.Dialog.Button("Save cap").ClickAsync();
            await Expect(visitor.Members.Dialog.Errors).ToContainTextAsync("cap");
        }

        await visitor.Members.Dialog.CloseWithAsync("Cancel");
        await Expect(visitor.Members.Member(grace.Owner.Email)).ToContainTextAsync("$25.00");
    }
}
