using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>Teams cannot see each other's data.</summary>
public sealed class SeparatingTeams : Journey
{
    [Fact]
    public async Task A_second_team_sees_no_data_of_the_first()
    {
        var (ada, adaAccount) = await OpenSignedInAsync(name: "ada");
        var (bob, _) = await OpenSignedInAsync(name: "bob");
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await Expect(bob.Keys.Empty).ToBeVisibleAsync();
        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Empty).ToBeVisibleAsync();
        await bob.Usage.OpenAsync();
        await Expect(bob.Usage.Empty).ToBeVisibleAsync();

        await agent.CallAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("1");
        await Expect(bob.Usage.Empty).ToBeVisibleAsync();

        await bob.Members.OpenAsync();
        await Expect(bob.Members.All).ToHaveCountAsync(1);
        await Expect(bob.Members.Member(adaAccount.Email)).ToHaveCountAsync(0);

        await ada.Requests.OpenAsync();
        var receipt = await ada.Requests.NewestReceiptAsync();
        bob.Errors.Expect(receipt, 404);
        (await bob.Page.GotoAsync(receipt))!.Status.ShouldBe(404);
        await bob.Page.GotoAsync($"{UsagePage.Path}?key={await KeyIdOf(ada)}");
        await Expect(bob.Usage.Notice).ToContainTextAsync("is not in your team any more");
        await Expect(bob.Page.GetByText("Ada's laptop")).ToHaveCountAsync(0);
    }

    /// <summary>
    /// As a page at another port does, which gets its markers with an account of its own: Blazor's markers do not say for whom they are.
    /// </summary>
    [Fact]
    public async Task A_page_that_was_rendered_for_one_person_does_not_connect_with_the_session_of_another()
    {
        var (ada, _) = await OpenSignedInAsync(name: "ada");
        var (bob, _) = await OpenSignedInAsync(name: "bob");
        var rendered = await bob.Page.APIRequest.GetAsync(KeysPage.Path);
        await ada.Page.RouteAsync($"**{KeysPage.Path}", route => route.FulfillAsync(new() { Response = rendered }));
        ada.Errors.ExpectsOutage = true;
        ada.Errors.Expect("/_blazor", 426);

        await ada.Page.GotoAsync(KeysPage.Path);
        await Expect(ada.Page.Locator("#blazor-error-ui")).ToBeVisibleAsync();

        await ada.Page.UnrouteAllAsync();
        await ada.Page.GotoAsync(KeysPage.Path);
        await ada.Keys.Mint.ClickAsync();
        await Expect(ada.Keys.Dialog.Self).ToBeVisibleAsync();
    }

    /// <summary>The id of the only key, from the filter of the Usage tab.</summary>
    private static async Task<string?> KeyIdOf(Visitor visitor)
    {
        await visitor.Usage.OpenAsync();
        await visitor.Usage.ShowFilters.ClickAsync();
        return await visitor.Usage.Filter("Key").Suggestions.Last.GetAttributeAsync("data-value");
    }
}
