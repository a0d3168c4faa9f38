using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The navigation beside the page on a wide window, and above it on a narrow one.</summary>
public sealed class NavigatingTheDeveloperArea : Journey
{
    [Fact]
    public async Task A_wide_window_has_all_pages_of_the_team_beside_the_page_and_a_phone_the_tabs()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await grace.Requests.OpenAsync();
        await grace.Layout.Tab("Audit log").ClickAsync();
        await Expect(grace.Layout.Heading).ToHaveTextAsync("Audit log");
        await Expect(grace.Layout.Tab("Audit log")).ToHaveAttributeAsync("aria-current", "page");
        await Expect(grace.Layout.Tab("Limits")).ToBeVisibleAsync();
        (await IsBesideThePageAsync(grace)).ShouldBeTrue();

        await grace.ApplyAsync(DisplaySettings.Phone);
        await Expect(grace.Layout.Tab("Limits")).ToBeHiddenAsync();
        await Expect(grace.Layout.Tab("Audit log")).ToBeVisibleAsync();
        (await IsBesideThePageAsync(grace)).ShouldBeFalse();
        await grace.Layout.Tab("Tenant").ClickAsync();
        await Expect(grace.Layout.Tab("Audit log")).ToBeHiddenAsync();
    }

    private static async Task<bool> IsBesideThePageAsync(Visitor visitor)
    {
        var (tab, heading) = (await visitor.Layout.Tab("Tenant").BoundingBoxAsync(), await visitor.Layout.Heading.BoundingBoxAsync());
        return tab!.X + tab.Width <= heading!.X;
    }
}
