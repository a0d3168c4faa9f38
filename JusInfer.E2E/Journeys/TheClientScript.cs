using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Blazor's client script is fetched at build in a way of its own (eng/registry-gaps): here it has to drive a page.</summary>
public sealed class TheClientScript : Journey
{
    [Fact]
    public async Task Blazors_client_script_is_served_and_a_page_reacts_through_it()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        var script = await ada.Page.APIRequest.GetAsync("/_framework/blazor.web.js");
        script.Status.ShouldBe(200);
        script.Headers["content-type"].ShouldContain("javascript");
        (await script.BodyAsync()).Length.ShouldBeGreaterThan(100_000);

        var socket = ada.Page.WaitForWebSocketAsync();
        await ada.Keys.OpenAsync();
        (await socket).Url.ShouldContain("/_blazor");
        await ada.Keys.Mint.ClickAsync();
        await Expect(ada.Keys.Dialog.Self).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_link_between_pages_changes_the_page_without_loading_a_new_document()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await ada.Keys.OpenAsync();
        await Expect(ada.Keys.Rows.First).ToBeVisibleAsync();
        await ada.Page.EvaluateAsync("() => { window.sameDocument = true; }");
        foreach (var tab in new[] { "Usage", "Tenant", "Keys" })
        {
            await ada.Frame.Tab(tab).ClickAsync();
            await Expect(ada.Frame.Heading).ToHaveTextAsync(tab);
            await Expect(ada.Frame.Tab(tab)).ToHaveAttributeAsync("aria-current", "page");
        }

        (await ada.Page.EvaluateAsync<bool>("() => window.sameDocument === true")).ShouldBeTrue();
    }
}
