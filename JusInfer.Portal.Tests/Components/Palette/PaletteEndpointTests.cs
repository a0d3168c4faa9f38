using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace JusInfer.Portal.Tests.Components.Palette;

/// <summary>What the command palette finds.</summary>
public sealed class PaletteEndpointTests : IAsyncLifetime
{
    private PagesHost portal = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => portal = await PagesHost.StartAsync();

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task A_visitor_finds_public_pages_models_and_articles_alone()
    {
        var entries = await ReadAsync();

        foreach (var expected in (string[])["/login", "/docs/", "/docs/mcp/", "/connect/claude-code/", "/catalog/openai/gpt-5", "/catalog/jusInfer-auto"]) entries.Keys.ShouldContain(expected);
        entries.Keys.ShouldNotContain(static address => address.StartsWith("/developer", StringComparison.Ordinal) || address.StartsWith("/operator", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_member_also_finds_the_developer_area_and_live_keys_of_their_own()
    {
        var eve = await SignUpAsync("eve@example.com");
        await MintAsync(eve, "eve's <b>agent</b>");
        var ada = await SignUpAsync("ada@example.com");
        await MintAsync(ada, "ada's <b>agent</b>");
        await MintAsync(ada, "old", revoke: true);
        await portal.PostAsync("/login", "sign-in", ("email", "ada@example.com"), ("password", "correct horse battery"));

        var entries = await ReadAsync();

        entries.Keys.ShouldContain("/developer/playground");
        entries.Keys.ShouldNotContain("/operator");
        entries.Where(static entry => entry.Key.StartsWith("/developer/requests?key=", StringComparison.Ordinal)).ShouldHaveSingleItem().Value.ShouldStartWith("ada's <b>agent</b> (jinf_");
    }

    [Fact]
    public async Task Every_page_that_it_lists_exists()
    {
        await SignUpAsync("ada@example.com");
        await portal.PostAsync("/login", "sign-in", ("email", "ada@example.com"), ("password", "correct horse battery"));

        foreach (var address in (await ReadAsync()).Keys.Where(static address => !address.StartsWith("/catalog/", StringComparison.Ordinal) && !address.StartsWith("/connect/", StringComparison.Ordinal) && !address.StartsWith("/blog/", StringComparison.Ordinal) && !address.StartsWith("/docs/", StringComparison.Ordinal)))
            ((int)(await portal.GetAsync(address)).Answer.StatusCode).ShouldBe(200, address);
    }

    /// <summary>The titles by address.</summary>
    private async Task<Dictionary<string, string>> ReadAsync()
    {
        var (answer, text) = await portal.GetAsync("/palette.json");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return JsonElement.Parse(text).EnumerateArray().ToDictionary(static entry => entry.GetProperty("href").GetString()!, static entry => entry.GetProperty("title").GetString()!);
    }

    private async Task<string> SignUpAsync(string email) =>
        (await SendAsync("/v1/auth/signup", new { email, password = "correct horse battery" }, token: null)).GetProperty("access_token").GetString()!;

    private async Task MintAsync(string token, string name, bool revoke = false)
    {
        var id = (await SendAsync("/v1/keys", new { name }, token)).GetProperty("id").GetString();
        if (!revoke) return;
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/v1/keys/{id}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await portal.Browser.SendAsync(request, Token);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> SendAsync(string address, object body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await portal.Browser.SendAsync(request, Token);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }
}
