using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Blazor's client script is served, and makes pages interactive.</summary>
public sealed class BlazorScript : Journey
{
    [Fact]
    public async Task The_script_is_served_and_makes_a_page_interactive()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
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
    public async Task A_link_between_tabs_replaces_the_page_without_loading_a_document()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Keys.OpenAsync();
        await Expect(ada.Keys.Rows.First).ToBeVisibleAsync();
        await ada.Page.EvaluateAsync("() => { window.sameDocument = true; }");
        foreach (var tab in new[] { "Usage", "Tenant", "Keys" })
        {
            await ada.Layout.Tab(tab).ClickAsync();
            await Expect(ada.Layout.Heading).ToHaveTextAsync(tab);
            await Expect(ada.Layout.Tab(tab)).ToHaveAttributeAsync("aria-current", "page");
        }

        (await ada.Page.EvaluateAsync<bool>("() => window.sameDocument === true")).ShouldBeTrue();
    }
}
