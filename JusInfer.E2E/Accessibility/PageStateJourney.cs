using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>A journey that opens pages of <see cref="PageStates"/>.</summary>
public abstract class PageStateJourney : Journey
{
    private protected async Task<Visitor> OpenAsync(PageState page)
    {
        var visitor = page.Viewer switch
        {
            Viewer.Anonymous => await OpenVisitorAsync(),
            Viewer.NewOwner => (await OpenSignedInAsync()).Visitor,
            Viewer.EmptyOwner => await OpenVisitorAsync(session: await Site.EmptyTeam),
            _ => await OpenVisitorAsync(session: (await Site.SampleTeam).Session),
        };
        await page.OpenAsync(visitor);
        return visitor;
    }
}
