using JusInfer.E2E.Infrastructure;

[assembly: AssemblyFixture(typeof(Site))]

namespace JusInfer.E2E.Infrastructure;

/// <summary>The portal and one browser, started once for all journeys. When the last one has ended, the portal's log is read through.</summary>
public sealed class Site : IAsyncLifetime
{
    private PortalProcess? portal;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private Lazy<Task<FurnishedTeam>>? furnished;

    internal Uri Address => Portal.Address;

    internal PortalProcess Portal => portal ?? throw new InvalidOperationException("Nothing is started where no journey can be made.");

    /// <summary>A team with a past, for journeys that only look. Made when first asked for.</summary>
    internal Task<FurnishedTeam> FurnishedTeam => furnished!.Value;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Missing is not null) return;
        portal = await PortalProcess.StartAsync(("Operator__Emails__0", Infrastructure.FurnishedTeam.OwnersEmail));
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
        furnished = new(() => Infrastructure.FurnishedTeam.MoveInAsync(this));
    }

    internal Task<Visitor> ArriveAsync(Look look, string? session = null) => Visitor.ArriveAsync(browser!, Address, look, session);

    public async ValueTask DisposeAsync()
    {
        if (portal is null) return;
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        await using (portal)
        {
            var exit = await portal.StopAsync();
            portal.Log.Faults.ShouldBeEmpty("The portal logged faults while the journeys went well.");
            Secrets.FoundIn(portal.Log.Lines).ShouldBeEmpty("A secret of the journeys stands in the portal's log.");
            exit.ShouldBe(0, portal.Log.Tail());
        }
    }
}
