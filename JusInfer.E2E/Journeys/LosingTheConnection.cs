using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.E2E.Journeys;

/// <summary>The connection between the browser and the portal breaks for ten seconds.</summary>
public sealed class LosingTheConnection : Journey
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task What_is_typed_before_and_during_the_outage_reaches_the_server_after_it()
    {
        var (proxy, ada, _) = await OpenBehindProxyAsync();
        await ada.Login.SignUpAsync(Person.New("ada"));
        await ada.Keys.Mint.ClickAsync();
        var dialog = ada.Keys.Dialog;
        await Expect(dialog.Field("Name")).ToBeFocusedAsync();
        await dialog.MoreOptions.ClickAsync();
        await dialog.Field("Name").FillAsync("Typed before");

        await LoseConnectionAsync(proxy, ada, async () =>
        {
            await dialog.Field("Requests per minute").FillAsync("120");
            await dialog.Field("Monthly cap in USD").FillAsync("ten");
            await dialog.Field("Expires").SelectOptionAsync("In 30 days");
            await dialog.Button("Mint key").ClickAsync();
        });

        await Expect(dialog.Field("Name")).ToHaveValueAsync("Typed before");
        await Expect(dialog.Field("Requests per minute")).ToHaveValueAsync("120");
        await dialog.Button("Mint key").ClickAsync();
        await Expect(dialog.Errors).ToHaveCountAsync(1);
        await dialog.Field("Monthly cap in USD").FillAsync("10");
        await dialog.Button("Mint key").ClickAsync();
        await ada.Keys.ReadKeyAsync();
        await dialog.CloseWithAsync("I have stored it");
        await Expect(ada.Keys.Row("Typed before")).ToContainTextAsync("120");
    }

    [Fact]
    public async Task A_message_that_is_typed_during_the_outage_can_be_sent_after_it()
    {
        var (proxy, ada, _) = await OpenBehindProxyAsync();
        await ada.Login.SignUpAsync(Person.New("ada"));
        await ada.Playground.OpenAsync();
        await ada.Playground.AskAsync("First.");

        await LoseConnectionAsync(proxy, ada, () => ada.Playground.Message.FillAsync("Typed during the outage."));

        await Expect(ada.Playground.Message).ToHaveValueAsync("Typed during the outage.");
        await ada.Playground.Send.ClickAsync();
        await Expect(ada.Playground.Column(1)).ToContainTextAsync("You wrote: “Typed during the outage.”");
    }

    [Fact]
    public async Task A_file_that_is_attached_before_the_outage_is_sent_once()
    {
        var (proxy, ada, _) = await OpenBehindProxyAsync();
        await ada.Login.SignUpAsync(Person.New("ada"));
        await ada.Playground.OpenAsync();
        await ada.Playground.Options.ClickAsync();
        await ada.Playground.Files.SetInputFilesAsync(new FilePayload { Name = "notes.md", MimeType = "text/markdown", Buffer = "# Notes"u8.ToArray() });
        await Expect(ada.Playground.RemoveFile("notes.md")).ToBeVisibleAsync();

        await LoseConnectionAsync(proxy, ada, static () => Task.CompletedTask);

        await ada.Playground.AskAsync("What do they say?");
        await Expect(ada.Playground.RemoveFile("notes.md")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_page_whose_session_ends_during_the_outage_leads_to_the_sign_in_form()
    {
        var (proxy, ada, portal) = await OpenBehindProxyAsync();
        await ada.Login.SignUpAsync(Person.New("ada"));
        await ada.Keys.OpenAsync();
        await Expect(ada.Layout.Inert).ToHaveCountAsync(0);
        var elsewhere = await OpenVisitorAsync(session: await ada.SessionAsync(), address: portal);
        await elsewhere.Keys.OpenAsync();
        ada.Errors.ExpectsOutage = true;
        foreach (var path in new[] { "/_blazor/negotiate", "/_blazor/initializers" }) ada.Errors.Expect(path, 401);

        proxy.Sever();
        await Expect(ada.Layout.ConnectionLost).ToBeVisibleAsync();
        await elsewhere.Layout.SignOutAsync();
        proxy.Restore();

        await Expect(ada.Login.Email).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_says_at_once_that_the_browser_is_offline()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Requests.OpenAsync();
        await Expect(ada.Layout.Inert).ToHaveCountAsync(0);
        var live = ada.Page.Locator(".live");

        ada.Errors.ExpectsOutage = true;
        await ada.Page.Context.SetOfflineAsync(true);
        await Expect(ada.Layout.Offline).ToBeVisibleAsync(new() { Timeout = 10_000 }); // Blazor itself says so after 30 s.
        (await live.EvaluateAsync<string>("e => getComputedStyle(e, '::after').content")).ShouldBe("\"Offline\"");

        await ada.Page.Context.SetOfflineAsync(false);
        await Expect(ada.Layout.Offline).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_page_that_is_one_too_many_says_which_to_close()
    {
        const string Reason = "There are too many open pages of this account or network. Close some, and reload this one.";
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        ada.Errors.Expect("/_blazor/room", 429);
        await ada.Page.RouteAsync("**/_blazor/room", static route => route.FulfillAsync(new() { Status = 429, Body = Reason }));

        await ada.Page.GotoAsync(KeysPage.Path);

        // As Blazor does if the connection is refused.
        await ada.Page.Locator("#blazor-error-ui").EvaluateAsync("element => { element.style.display = 'block'; }");

        await Expect(ada.Page.Locator("#blazor-error-ui")).ToContainTextAsync(Reason);
    }

    [Fact]
    public async Task A_page_at_an_address_that_is_not_the_portals_names_the_setting()
    {
        var portal = StopAfterBrowsers(await PortalProcess.StartAsync([("Portal__PublicUrl", "https://jusinfer.example.com")]));
        var ada = await OpenVisitorAsync(address: portal.Address);
        ada.Errors.ExpectsOutage = true;
        foreach (var path in new[] { "/_blazor/negotiate", "/_blazor/room" }) ada.Errors.Expect(path, 403);

        await ada.Login.SignUpAsync(Person.New("ada"));

        var sentence = ada.Page.Locator("#blazor-error-ui");
        await Expect(sentence).ToContainTextAsync("Portal:PublicUrl");

        // The kit has a style for the same id: white text, which is white on white here.
        (await sentence.EvaluateAsync<bool>("box => getComputedStyle(box).color !== getComputedStyle(box).backgroundColor")).ShouldBeTrue();
    }

    /// <summary>A portal without <c>Portal:PublicUrl</c>, so that pages connect at the address of the proxy.</summary>
    private async Task<(TcpProxy Proxy, Visitor Visitor, Uri Portal)> OpenBehindProxyAsync()
    {
        var portal = StopAfterBrowsers(await PortalProcess.StartAsync());
        var proxy = StopAfterBrowsers(new TcpProxy(portal.Address));
        return (proxy, await OpenVisitorAsync(address: proxy.Address), portal.Address);
    }

    private static async Task LoseConnectionAsync(TcpProxy proxy, Visitor visitor, Func<Task> duringOutage)
    {
        visitor.Errors.ExpectsOutage = true;
        proxy.Sever();
        await Expect(visitor.Layout.ConnectionLost).ToBeVisibleAsync();
        await duringOutage();
        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        proxy.Restore();
        await Expect(visitor.Layout.ConnectionLost).ToBeHiddenAsync();
    }
}
