using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>Tabs of the developer area as Markdown, over a real socket, with calls that the simulator answers.</summary>
public sealed class DeveloperMarkdownTests : IAsyncLifetime
{
    private PagesHost portal = null!;
    private string token = "";
    private string key = "";
    private string keyId = "";

    public static TheoryData<string> Addresses => ["/developer/usage.md", "/developer/keys.md", "/developer/runs.md", "/developer/limits.md"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        portal = await PagesHost.StartAsync();
        token = (await PostAsync("/v1/auth/signup", new { email = "ada@example.com", password = "correct horse battery", team = "Ada | [Lovelace]" }, bearer: null)).GetProperty("access_token").GetString()!;
        var minted = await PostAsync("/v1/keys", new { name = "night | agent" }, token);
        (key, keyId) = (minted.GetProperty("key").GetString()!, minted.GetProperty("id").GetString()!);
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task Usage_has_the_sums_and_the_latest_calls()
    {
        await CallAsync("build`s");

        var text = await EventuallyAsync("/developer/usage.md", "build", "Total: 1 ", "| openai/gpt-5 | 1 |");

        text.ShouldStartWith("# Usage of Ada \\| \\[Lovelace]\n");
        text.ShouldContain("Total: 1 requests (0 failed)");
        text.ShouldContain($"| night \\| agent ({keyId}) | openai/gpt-5 | 1 | 0 |");
        text.ShouldContain("| openai/gpt-5 | 1 | 0 |");
        text.ShouldContain("| openai/gpt-5 | openai/gpt-5 | simulator | night \\| agent | build\\`s | 200 |");
    }

    [Theory]
    [InlineData("7d")]
    [InlineData("24h")]
    [InlineData("1h")]
    public async Task Usage_of_a_key_and_a_model_has_the_sums_of_their_calls_only(string range)
    {
        var other = await PostAsync("/v1/keys", new { name = "other" }, token);
        await CallAsync("build");
        await CallAsync("other", other.GetProperty("key").GetString());
        await EventuallyAsync($"/developer/usage.md?range={range}", "Total: 2 ");

        var text = await EventuallyAsync($"/developer/usage.md?range={range}&key={keyId}", "Total: 1 ");

        text.ShouldContain("Total: 1 requests (0 failed)");
        text.ShouldContain($"Only calls with key {keyId}.");
        text.ShouldContain($"| night \\| agent ({keyId}) | openai/gpt-5 | 1 | 0 |");
        text.ShouldContain("| openai/gpt-5 | 1 | 0 |");
        text.ShouldNotContain(other.GetProperty("id").GetString()!);
        (await GetAsync($"/developer/usage.md?range={range}&model=openai/gpt-5&provider=simulator&status=ok")).ShouldContain("Total: 2 requests (0 failed)");
        (await GetAsync($"/developer/usage.md?range={range}&status=error")).ShouldContain("Total: 0 requests (0 failed)");
        (await GetAsync($"/developer/usage.md?range={range}&model=none")).ShouldContain("Total: 0 requests (0 failed)");
    }

    [Fact]
    public async Task Usage_says_which_period_its_sums_have()
    {
        (await GetAsync("/developer/usage.md?from=2026-01-01&to=2026-01-31")).ShouldContain("UTC days 2026-01-01 to 2026-01-31.");
        (await GetAsync("/developer/usage.md?range=24h")).ShouldMatch("From [0-9-]{10}T[0-9]{2}:00:00Z to [0-9-]{10}T[0-9]{2}:00:00Z[.] Other");
        (await GetAsync("/developer/usage.md?range=1h")).ShouldMatch("From [0-9-]{10}T[0-9]{2}:[0-9]{2}:00Z to [0-9-]{10}T[0-9]{2}:[0-9]{2}:00Z[.]");
    }

    [Fact]
    public async Task Older_calls_keep_the_period_and_the_filters()
    {
        for (var call = 0; call < 21; call++) await CallAsync("build");

        var text = await EventuallyAsync($"/developer/usage.md?range=24h&key={keyId}", "Total: 21 ", "Older calls");

        var older = text.Split("Older calls: `")[1].Split('`')[0];
        older.ShouldStartWith($"?range=24h&key={keyId}&after=req_");
        (await GetAsync("/developer/usage.md" + older)).Split("## Latest calls")[1].Split("| req_").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Keys_have_their_limits_and_never_the_key()
    {
        var text = await GetAsync("/developer/keys.md");

        text.ShouldContain($"| {keyId} | night \\| agent |");
        text.ShouldContain("| ada@example.com | Never used | 600 | – | – | – | all | 0 | 0.00 |");
        text.ShouldNotContain(key);
    }

    [Fact]
    public async Task A_rotated_key_has_its_old_secret_until_that_ends()
    {
        await PostAsync($"/v1/keys/{keyId}/rotate", new { overlap_seconds = 3600 }, token);

        (await GetAsync("/developer/keys.md")).ShouldContain($"| Never used (old secret {KeyFormat.Display(key)} until ");
    }

    [Fact]
    public async Task A_key_that_has_spent_its_cap_or_a_budget_is_blocked()
    {
        await PostAsync("/v1/budgets", new { scope = "tenant", window = "total", amount_usd = 0 }, token);
        await PostAsync("/v1/keys", new { name = "capped", monthly_cap_usd = 0 }, token);

        var text = await GetAsync("/developer/keys.md");

        text.ShouldContain(
            "| Blocked: The team has spent the budget of $0 in total. Raise that budget on the page Budgets & limits. | 600 |");
        text.ShouldContain("| Blocked: It has spent its cap of $0 for this month. Raise the cap, or wait until ");
    }

    [Fact]
    public async Task A_key_of_which_a_limit_leaves_too_little_for_its_last_call_is_blocked_until_the_limit_is_raised()
    {
        var capped = await PostAsync("/v1/keys", new { name = "capped", monthly_cap_usd = 0.000001m }, token);
        var id = capped.GetProperty("id").GetString();
        await CallAsync("build", capped.GetProperty("key").GetString(), HttpStatusCode.PaymentRequired);

        var text = await EventuallyAsync("/developer/keys.md", "| Blocked: Its last call, at ");

        text.ShouldContain(" UTC, was rejected. This key's monthly cap is reached: $0.00 of $0.000001 are spent, and this call can cost $");
        using var raised = await SendAsync(HttpMethod.Patch, $"/v1/keys/{id}", token, JsonContent.Create(new { monthly_cap_usd = 5 }));
        raised.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync("/developer/keys.md")).ShouldNotContain("Blocked");
    }

    [Fact]
    public async Task Runs_have_their_costs_and_the_address_of_their_page()
    {
        await CallAsync("build/1");

        (await EventuallyAsync("/developer/runs.md", "build/1")).ShouldContain("| /developer/runs/build%2F1 |");
        (await GetAsync($"/developer/runs.md?key={KeyId.New(DateTimeOffset.UtcNow)}")).ShouldNotContain("build/1 |");
    }

    [Fact]
    public async Task Limits_mark_the_one_that_is_reached_first()
    {
        (await GetAsync("/developer/limits.md")).ShouldContain("| key.requests_per_minute | requests_per_minute | 600 | 0 | 0 | 600 | full | yes |");
        (await GetAsync("/developer/limits.md?key=nothing")).ShouldContain("There is no such live key.");
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_browser_reads_them_with_its_session(string address)
    {
        await portal.PostAsync("/login", "sign-in", ("email", "ada@example.com"), ("password", "correct horse battery"));

        var (answer, text) = await portal.GetAsync(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/markdown; charset=utf-8");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        text.ShouldStartWith("# ");
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task An_agent_reads_them_with_a_key_that_reads_usage(string address)
    {
        await CallAsync("build");
        var reader = (await PostAsync("/v1/keys", new { name = "reviewer", scope = "usage:read" }, token)).GetProperty("key").GetString()!;

        using var answer = await SendAsync(HttpMethod.Get, address, reader);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await answer.Content.ReadAsStringAsync(Token);
        text.ShouldStartWith("# ");
        text.ShouldContain("Ada \\| \\[Lovelace]");
        text.ShouldNotContain(reader);
    }

    [Fact]
    public async Task A_service_key_that_reads_usage_sees_no_other_key()
    {
        var reader = (await PostAsync("/v1/keys", new { name = "reviewer", scope = "usage:read", service = true }, token)).GetProperty("key").GetString()!;

        foreach (var address in (string[])["/developer/keys.md", "/developer/limits.md"])
        {
            using var answer = await SendAsync(HttpMethod.Get, address, reader);
            var text = await answer.Content.ReadAsStringAsync(Token);
            text.ShouldContain("reviewer");
            text.ShouldNotContain(keyId);
        }
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_stranger_is_sent_to_the_login_and_a_program_with_a_bad_token_gets_401(string address)
    {
        var (answer, _) = await portal.GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.ToString().ShouldContain("/login");

        foreach (var bearer in (string[])["nonsense", key])
        {
            using var rejected = await SendAsync(HttpMethod.Get, address, bearer);
            rejected.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await rejected.Content.ReadAsStringAsync(Token)).ShouldContain("/v1/auth/login");
        }
    }

    [Fact]
    public async Task A_session_that_has_ended_reads_nothing()
    {
        using var logout = await SendAsync(HttpMethod.Post, "/v1/auth/logout", token);
        logout.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var answer = await SendAsync(HttpMethod.Get, "/developer/keys.md", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task CallAsync(string session, string? caller = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = JsonContent.Create(new { model = "openai/gpt-5", messages = new[] { new { role = "user", content = "Say hello." } } }),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", caller ?? key) },
        };
        request.Headers.Add("X-JusInfer-Session", session);
        using var answer = await portal.Browser.SendAsync(request, Token);
        answer.StatusCode.ShouldBe(expected);
    }

    /// <summary>A call is stored within two seconds after it has ended. The page reads the call, its sums and its groups one after the other, of which each may be too early.</summary>
    private async Task<string> EventuallyAsync(string address, params string[] parts)
    {
        var text = "";
        await Eventually.TrueAsync(async () =>
        {
            text = await GetAsync(address);
            return parts.All(part => text.Contains(part, StringComparison.Ordinal));
        });
        return text;
    }

    private async Task<string> GetAsync(string address)
    {
        using var answer = await SendAsync(HttpMethod.Get, address, token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private async Task<JsonElement> PostAsync(string address, object body, string? bearer)
    {
        using var answer = await SendAsync(HttpMethod.Post, address, bearer, JsonContent.Create(body));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, string? bearer, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body };
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await portal.Browser.SendAsync(request, Token);
    }
}
