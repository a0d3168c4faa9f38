using System.Net;
using JusInfer.Portal.Content;
using JusInfer.Portal.Content.Connect;
using JusInfer.Portal.Tests.Components.Account;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Components.Connect;

/// <summary>The pages of clients over a real socket, with the shipped content.</summary>
[Trait("Promise", "P-27")]
public sealed class ConnectPagesTests : IClassFixture<SharedPortal>
{
    private static readonly ContentSnapshot Content = ContentFolder.Read(Repository.Root);

    private readonly PagesHost portal;

    /// <summary>Each test is another visitor, who is not signed in.</summary>
    public ConnectPagesTests(SharedPortal open)
    {
        portal = open.Pages;
        portal.ForgetCookies();
    }

    public static TheoryData<string> Clients => [.. Content.In(Section.Connect).Select(static client => client.Slug)];

    public static TheoryData<string, string> Downloads =>
    [
        .. from client in Content.In(Section.Connect)
           from file in client.Files
           select new TheoryDataRow<string, string>(client.Slug, file.Name),
    ];

    private string Origin => portal.Browser.BaseAddress!.ToString().TrimEnd('/');

    [Fact]
    public async Task The_list_links_a_page_for_each_client()
    {
        var (_, page) = await portal.GetAsync("/connect");

        string[] promised =
        [
            "goose", "claude-code", "codex", "opencode", "cline", "continue", "kilo-code", "cursor", "zed", "aider", "pi", "qwen-code", "gemini-cli", "copilot-cli", "droid", "langgraph",
            "crewai", "hermes-agent", "openai-python", "openai-node", "openai-dotnet", "openai-go", "ollama", "http",
        ];
        foreach (var client in promised) page.ShouldContain($"href=\"/connect/{client}/\"");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_page_has_the_address_of_this_portal_and_that_of_no_other(string client)
    {
        foreach (var address in (string[])[$"/connect/{client}/", $"/connect/{client}.md"])
        {
            var (answer, page) = await portal.GetAsync(address);

            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            page.ShouldContain(Origin);
            page.ShouldNotContain(Placeholders.Address);
        }
    }

    [Theory]
    [MemberData(nameof(Downloads))]
    public async Task A_settings_file_is_a_download_without_a_key(string client, string file)
    {
        var (answer, text) = await portal.GetAsync($"/connect/{client}/{file}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition.ShouldNotBeNull().DispositionType.ShouldBe("attachment");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe(file);
        text.ShouldNotContain(Placeholders.Address);
        text.Replace(Placeholders.Key, "", StringComparison.Ordinal).ShouldNotContain("jinf_");
    }

    [Theory]
    [InlineData("goose/jusinfer.json")]
    [InlineData("opencode/opencode.json")]
    [InlineData("codex/config.toml")]
    [InlineData("claude-code/settings.json")]
    [InlineData("continue/config.yaml")]
    [InlineData("zed/settings.json")]
    [InlineData("copilot-cli/copilot-cli.sh")]
    [InlineData("droid/settings.json")]
    public async Task A_promised_download_has_the_address_of_this_portal(string file) => (await portal.GetAsync($"/connect/{file}")).Page.ShouldContain(Origin);

    [Fact]
    public async Task A_setup_script_has_the_address_of_this_portal()
    {
        var (answer, script) = await portal.GetAsync("/connect/goose/setup.sh");

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/x-shellscript; charset=utf-8");
        script.ShouldStartWith("#!/bin/sh\n");
        script.ShouldContain($"\"base_url\": \"{Origin}\"");
        (await portal.GetAsync("/connect/goose/")).Page.ShouldContain($"curl -fsSL {Origin}/connect/goose/setup.sh | sh");
    }

    [Fact]
    public async Task A_client_has_a_script_for_PowerShell_with_its_folders_on_Windows()
    {
        (await portal.GetAsync("/connect/codex/")).Page.ShouldContain("/connect/codex/setup.ps1 | iex");
        (await portal.GetAsync("/connect/codex.md")).Page.ShouldContain("/connect/codex/setup.ps1 | iex");
        (await portal.GetAsync("/connect/codex/setup.ps1")).Page.ShouldContain("Path = '.codex/config.toml'");
        (await portal.GetAsync("/connect/goose/setup.ps1")).Page.ShouldContain("Path = 'AppData/Roaming/Block/goose/config/custom_providers/jusinfer.json'");
        (await portal.GetAsync("/connect/zed/setup.ps1")).Page.ShouldContain("Path = 'AppData/Roaming/Zed/settings.json'");
    }

    [Theory]
    [InlineData("/connect/cursor/setup.sh")]
    [InlineData("/connect/goose/nothing.json")]
    [InlineData("/connect/cursor/setup.ps1")]
    [InlineData("/connect/nothing/setup.sh")]
    [InlineData("/connect/nothing.md")]
    public async Task A_file_that_does_not_exist_answers_404(string address) => (await portal.GetAsync(address)).Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task An_unknown_client_answers_404_with_the_nearest_and_all_clients()
    {
        var (answer, page) = await portal.GetAsync("/connect/gose/");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        page.ShouldContain("Did you mean");
        page.ShouldContain("href=\"/connect/goose/\"");
        page.ShouldContain("href=\"/connect/codex/\"");
    }

    [Theory]
    [InlineData("a';touch${IFS}x;'")]
    [InlineData("a$(id)")]
    public async Task No_script_is_made_for_a_host_that_is_not_the_name_of_a_host(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/goose/setup.sh");
        request.Headers.TryAddWithoutValidation("Host", host);

        using var answer = await portal.Browser.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("touch");
    }

    [Fact]
    public async Task The_clients_are_in_the_index_for_language_models_and_in_the_search()
    {
        (await portal.GetAsync("/llms.txt")).Page.ShouldContain($"- [Codex]({Origin}/connect/codex.md)");
        (await portal.GetAsync("/connect.md")).Page.ShouldContain($"- [Codex]({Origin}/connect/codex.md)");
        (await portal.GetAsync("/sitemap.xml")).Page.ShouldContain($"{Origin}/connect/codex/");
        (await portal.GetAsync("/docs/search?q=codex")).Page.ShouldContain("href=\"/connect/codex/");
    }

    [Fact]
    public async Task A_signed_in_user_gets_a_key_that_is_shown_once()
    {
        await SignUpAsync();

        var (answer, page) = await portal.PostAsync("/connect/claude-code/", "mint");

        var key = page[page.IndexOf("jinf_", StringComparison.Ordinal)..].Split('<', '"', '&')[0];
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        key.Length.ShouldBeGreaterThan(20);
        page.ShouldContain($"&quot;{key}&quot;");
        page.ShouldNotContain(Placeholders.Key);
        (await portal.GetAsync("/connect/claude-code/")).Page.ShouldNotContain(key);

        using var call = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        call.Headers.Add("Authorization", $"Bearer {key}");
        using var models = await portal.Browser.SendAsync(call);
        models.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_form_without_an_antiforgery_token_mints_no_key()
    {
        await SignUpAsync();

        using var answer = await portal.Browser.PostAsync("/connect/goose/", new FormUrlEncodedContent([new("_handler", "mint")]));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_visitor_is_asked_to_sign_in_and_gets_no_script_of_blazor()
    {
        var (_, page) = await portal.GetAsync("/connect/goose/");

        page.ShouldContain("/login?returnUrl=/connect/goose/");
        page.ShouldNotContain("blazor.web");
        page.ShouldNotContain("<form method=\"post\" action=\"/connect");
    }

    private async Task SignUpAsync() =>
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", $"{Guid.NewGuid():N}@example.com"), ("password", "a long enough password"));
}
