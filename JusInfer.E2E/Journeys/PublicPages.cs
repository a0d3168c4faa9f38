using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Public pages are plain documents: Blazor's script is loaded only in the developer area.</summary>
public sealed class PublicPages : Journey
{
    private const string BlazorRuns = "() => window.Blazor !== undefined";

    [Fact]
    public async Task Navigation_the_theme_switch_and_copy_buttons_work_without_Blazor()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Landing.Docs.ClickAsync();
        await Expect(visitor.Layout.Heading).ToHaveTextAsync("Docs");
        await visitor.Article.Listed.First.ClickAsync();
        await Expect(visitor.Article.Summary).ToBeVisibleAsync();

        await visitor.Layout.ThemeSwitch.ClickAsync();
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        (await visitor.CopyAsync(visitor.Article.CopyCode.First)).ShouldBe((await visitor.Article.Code.First.TextContentAsync())!.Trim());

        await visitor.Page.GoBackAsync();
        await Expect(visitor.Layout.Heading).ToHaveTextAsync("Docs");
        (await visitor.Page.EvaluateAsync<bool>(BlazorRuns)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_link_from_a_public_page_to_the_developer_area_starts_Blazor()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Landing.OpenAsync();
        (await ada.Page.EvaluateAsync<bool>(BlazorRuns)).ShouldBeFalse();

        await ada.Landing.YourKeys.ClickAsync();
        await Expect(ada.Keys.Rows.First).ToBeVisibleAsync();
        (await ada.Page.EvaluateAsync<bool>(BlazorRuns)).ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_detour_to_the_docs_the_developer_area_is_interactive_again()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Keys.OpenAsync();
        await Expect(ada.Keys.Rows.First).ToBeVisibleAsync();
        await ada.Layout.OpenDocsAsync();
        await Expect(ada.Layout.Heading).ToHaveTextAsync("Docs");

        await ada.Layout.Developer.ClickAsync();
        await ada.Layout.Tab("Keys").ClickAsync();
        await ada.Keys.Mint.ClickAsync();
        await Expect(ada.Keys.Dialog.Self).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_phone_the_change_for_the_chosen_client_is_in_view()
    {
        var visitor = await OpenVisitorAsync(DisplaySettings.Phone);
        await visitor.Landing.OpenAsync();
        await visitor.Landing.Client("Goose").ClickAsync();

        await Expect(visitor.Landing.Change("Goose")).ToBeInViewportAsync();
    }
}
