using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The page of a client has everything from the settings to the first call.</summary>
[Trait("Promise", "P-28")]
public sealed class ConnectingAClient : Journey
{
    [Fact]
    public async Task A_visitor_finds_a_client_and_downloads_its_settings()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Layout.Connect.ClickAsync();
        await visitor.Connect.Client("OpenCode").ClickAsync();
        await Expect(visitor.Connect.Title).ToHaveTextAsync("Connect OpenCode");
        await Expect(visitor.Connect.Command).ToContainTextAsync($"curl -fsSL {Site.Address.GetLeftPart(UriPartial.Authority)}/connect/opencode/setup.sh | sh");

        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Connect.Download("opencode.json").ClickAsync());

        download.SuggestedFilename.ShouldBe("opencode.json");
        (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).ShouldContain(Site.Address.Authority);
    }

    [Fact]
    public async Task A_minted_key_is_in_the_settings_and_its_first_call_appears_on_the_page()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Connect.OpenAsync("claude-code");
        await ada.Connect.Mint.ClickAsync();
        var key = Secrets.Register("key", (await ada.Connect.Key.TextContentAsync())!);
        await Expect(ada.Connect.Settings).ToContainTextAsync($"\"ANTHROPIC_AUTH_TOKEN\": \"{key}\"");
        ada.Page.Url.ShouldNotContain("jinf_");

        await Expect(ada.Connect.Waiting).ToBeVisibleAsync();
        await AgentWith(key).CallAsync();

        await Expect(ada.Connect.Connected).ToBeVisibleAsync();
        await Expect(ada.Connect.Calls).ToHaveCountAsync(1);
        await Expect(ada.Connect.Calls.First).ToContainTextAsync(Agent.Pinned);
    }

    [Fact]
    public async Task A_key_can_be_minted_and_copied_with_the_keyboard()
    {
        var (ada, _) = await OpenSignedInAsync();
        var keyboard = new Keyboard(ada.Page);
        await ada.Connect.OpenAsync("goose");
        await keyboard.ActivateAsync(ada.Connect.Mint);
        await Expect(ada.Connect.Key).ToBeVisibleAsync();
        var copied = await ada.CopyAsync(() => keyboard.ActivateAsync(ada.Connect.CopyKey));
        copied.ShouldBe(Secrets.Register("key", (await ada.Connect.Key.TextContentAsync())!));
    }
}
