using Bunit;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Content;
using JusInfer.Portal.Content.Connect;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The dialog that shows a new key, with the settings of the shipped clients.</summary>
[Trait("Promise", "P-28")]
public sealed class MintDialogTests : PanelTestContext
{
    [Fact]
    public async Task The_clients_are_those_of_the_connect_page_in_their_order_after_curl()
    {
        var (panel, key) = await MintInDialogAsync();

        panel.Find("label[for=minted-client]").TextContent.ShouldBe("Client");
        var clients = Services.GetRequiredService<ContentLibrary>().Current.In(Section.Connect);
        panel.FindAll("#minted-client option").Select(static option => option.TextContent).ShouldBe(["curl", .. clients.Select(static client => client.About.Title)]);
        var block = Block(panel);
        block.ShouldContain("curl http://localhost/v1/chat/completions");
        block.ShouldContain(key);
        panel.Find(".first-call").TextContent.ShouldContain("Waiting for the first call");
    }

    [Theory]
    [InlineData("claude-code", "curl -fsSL http://localhost/connect/claude-code/setup.sh | sh")]
    [InlineData("cline", "--baseurl http://localhost/v1")]
    [InlineData("cursor", "base URL: http://localhost/v1")]
    [InlineData("openai-python", "base_url=\"http://localhost/v1\"")]
    public async Task The_chosen_client_has_one_block_with_the_address_and_the_key_and_a_link_to_its_guide(string client, string settings)
    {
        var (panel, key) = await MintInDialogAsync();

        panel.Find("#minted-client").Change(client);

        Block(panel).ShouldContain(settings);
        Block(panel).ShouldContain(key);
        Block(panel).ShouldNotContain(Placeholders.Key);
        panel.FindAll("[role=dialog] .command").Count.ShouldBe(1);
        panel.Find($"[role=dialog] a[href='/connect/{client}/']").TextContent.ShouldStartWith("Full guide for ");
        panel.Find(".first-call").TextContent.ShouldContain("Waiting for the first call");
        panel.FindAll("[href]").ShouldAllBe(link => !link.GetAttribute("href")!.Contains(key));
        Services.GetRequiredService<NavigationManager>().Uri.ShouldNotContain(key);
    }

    [Fact]
    public async Task Curl_can_be_chosen_again()
    {
        var (panel, _) = await MintInDialogAsync();
        panel.Find("#minted-client").Change("goose");

        panel.Find("#minted-client").Change("");

        Block(panel).ShouldContain("curl http://localhost/v1/chat/completions");
        panel.Find("[role=dialog] a[href='/connect/']").TextContent.ShouldBe("Guides for all clients");
    }

    [Fact]
    public async Task A_rotated_key_has_the_same_choice()
    {
        await MintAsync("laptop");
        var panel = await RenderAsync();
        panel.Find("[aria-label='Actions for laptop']").Click();
        panel.FindAll("#key-menu button").Single(static item => item.TextContent.Trim() == "Rotate").Click();
        panel.WaitForElement("#rotate-overlap");
        panel.Find("[role=dialog] form").Submit();
        var key = panel.WaitForElement("#minted-key").TextContent;

        panel.Find("#minted-client").Change("codex");

        Block(panel).ShouldBe($"export JUSINFER_API_KEY={key}\ncurl -fsSL http://localhost/connect/codex/setup.sh | sh");
    }

    [Fact]
    public async Task A_key_that_reads_usage_connects_no_client()
    {
        var panel = await RenderAsync();
        Open(panel);
        panel.Find("#key-name").Change("dashboard");
        panel.Find("#key-scope").Change("UsageRead");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForElement("#minted-command").TextContent.ShouldContain("/v1/usage");
        panel.FindAll("#minted-client, .first-call").ShouldBeEmpty();
    }

    private static string Block(IRenderedComponent<KeysPanel> panel) => panel.Find("#minted-command").TextContent;

    private static void Open(IRenderedComponent<KeysPanel> panel)
    {
        panel.WaitForElements("button").First(static button => button.TextContent.Trim() == "Mint key").Click();
        panel.WaitForElement("#key-name");
    }

    private async Task<(IRenderedComponent<KeysPanel> Panel, string Key)> MintInDialogAsync()
    {
        var panel = await RenderAsync();
        Open(panel);
        panel.Find("#key-name").Change("laptop");
        panel.Find("[role=dialog] form").Submit();
        return (panel, panel.WaitForElement("#minted-key").TextContent);
    }

    private async Task<IRenderedComponent<KeysPanel>> RenderAsync()
    {
        var library = ContentRoot.LibraryAt(Repository.Root);
        await library.StartAsync(CancellationToken.None);
        Services.AddSingleton(library);
        return Render<KeysPanel>();
    }
}
