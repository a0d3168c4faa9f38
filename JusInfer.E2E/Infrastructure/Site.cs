using System.Net;
using System.Net.Sockets;
using JusInfer.E2E.Infrastructure;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

[assembly: AssemblyFixture(typeof(Site))]

namespace JusInfer.E2E.Infrastructure;

/// <summary>
/// Starts the portal and one browser once for all journeys. At the end it checks the portal's log for errors and secrets.
/// </summary>
public sealed class Site : IAsyncLifetime
{
    private readonly SmtpServer mail = SmtpServer.Start();
    private readonly Shared<Person> sampleOwner;
    private readonly Shared<SampleTeam> sampleTeam;
    private readonly Shared<string> emptyTeam;
    private PortalProcess? portal;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private string publicUrl = "";

    public Site()
    {
        // The token of the setup link works once, so what it created is not created again with the session.
        sampleOwner = new(() => Infrastructure.SampleTeam.CreateAsync(Address));
        sampleTeam = new(async () => await Infrastructure.SampleTeam.SignInAsync(this, await sampleOwner.GetAsync()));
        emptyTeam = new(SignUpAsync);
    }

    internal Uri Address => Portal.Address;

    internal PortalProcess Portal => portal ?? throw new InvalidOperationException("The portal is not started, because Chromium is missing.");

    /// <summary>A team with keys and calls, for journeys that change nothing. Created on first use.</summary>
    internal Task<SampleTeam> SampleTeam => sampleTeam.GetAsync();

    /// <summary>The cookies of the owner of a team without keys and calls, for journeys that change nothing. Created on first use.</summary>
    internal Task<string> EmptyTeam => emptyTeam.GetAsync();

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Missing is not null) return;

        // With the address links in mails begin, and pages at another one cannot connect.
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            publicUrl = $"http://{free.LocalEndpoint}";
        }

        var settings = mail.Settings(publicUrl).Select(static setting =>
            (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value));
        portal = await PortalProcess.StartAsync([("ASPNETCORE_URLS", publicUrl),
            ("Accounts__SetupToken", Infrastructure.SampleTeam.SetupToken), .. settings]);
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
    }

    /// <param name="display">The display settings.</param>
    /// <param name="session">The session; null for none.</param>
    /// <param name="address">The address of another portal than the shared one.</param>
    internal Task<Visitor> OpenVisitorAsync(DisplaySettings display, string? session = null, Uri? address = null) =>
        Visitor.OpenVisitorAsync(browser!, address ?? Address, display, session);

    /// <summary>Waits for the last mail to an address with this subject.</summary>
    /// <returns>The path, the query and the fragment of its link.</returns>
    internal async Task<string> MailedLinkAsync(string to, string subject)
    {
        var found = await Eventually.FoundAsync(() => mail.Received.LastOrDefault(received =>
            received.To[0] == to && received.Subject.StartsWith(subject, StringComparison.Ordinal)));
        return found.Link.AbsoluteUri[publicUrl.Length..];
    }

    private async Task<string> SignUpAsync()
    {
        await using var visitor = await OpenVisitorAsync(DisplaySettings.Desktop);
        await visitor.Login.SignUpAsync(Person.New("ada"));
        return await visitor.SessionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await using var server = mail;
        if (portal is null) return;
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        await using (portal)
        {
            var exit = await portal.StopAsync();
            portal.Log.Errors.ShouldBeEmpty("The portal logged errors during the journeys.");
            Secrets.FoundIn(portal.Log.Lines).ShouldBeEmpty("The portal's log contains a secret of the journeys.");
            exit.ShouldBe(0, portal.Log.Tail());
        }
    }
}
