using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The command palette.</summary>
public sealed class GoingAnywhereByKeyboard : Journey
{
    [Fact]
    public async Task A_member_goes_to_a_page_a_model_and_an_article_without_the_mouse()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync();
        await ada.Palette.OpenAsync();
        await ada.Palette.Field.FillAsync("runs");
        await Expect(ada.Palette.Selected).ToContainTextAsync("Runs");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page).ToHaveURLAsync(new Uri(Site.Address, "/developer/runs").ToString());

        await ada.Palette.OpenAsync();
        await ada.Palette.Field.FillAsync("gpt-5.5");
        await ada.Page.Keyboard.PressAsync("ArrowDown");
        await ada.Page.Keyboard.PressAsync("ArrowUp");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page).ToHaveURLAsync(new Uri(Site.Address, "/catalog/openai/gpt-5.5").ToString());

        await ada.Palette.OpenAsync();
        await ada.Palette.Field.FillAsync("mcp server");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page).ToHaveURLAsync(new Uri(Site.Address, "/docs/mcp/").ToString());
    }

    [Fact]
    public async Task A_member_finds_a_key_by_its_name_and_sees_its_requests()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Landing.OpenAsync();
        await ada.Palette.OpenAsync();
        await ada.Palette.Field.FillAsync(SampleTeam.LiveKey);
        await ada.Page.Keyboard.PressAsync("Enter");

        await Expect(ada.Requests.Rows).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_visitor_closes_it_and_nothing_has_changed()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Go to" }).ClickAsync();
        await visitor.Palette.Field.FillAsync("nothing like this");
        await Expect(visitor.Palette.Dialog).ToContainTextAsync("Nothing matches.");
        await visitor.Page.Keyboard.PressAsync("Escape");

        await Expect(visitor.Palette.Dialog).ToBeHiddenAsync();
        await Expect(visitor.Page).ToHaveURLAsync(Site.Address.ToString());
    }
}
