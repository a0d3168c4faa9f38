using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Reports.Usage;

/// <summary>The page, its file, its Markdown, the API, the MCP server and the OpenAPI description have the same report.</summary>
public sealed class UsageInAllFormsTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Password = "correct horse battery";
    private const string Days = "from=2026-03-01&to=2026-03-20";
    private const string Times = "from=2026-03-01&to=2026-03-21";

    private static readonly UsageDimension Toy = UsageDimension.Text("toy", "Toy", "no toy", static call => call.FinishReason);

    private PagesHost portal = null!;
    private string token = "";
    private TeamId team;
    private KeyId[] keys = [];
    private MemberId member;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (portal is not null) await portal.DisposeAsync();
    }

    [Fact]
    public async Task A_dimension_that_is_registered_in_one_place_is_in_all_forms()
    {
        await StartAsync(static services => services.AddSingleton(new UsageDimensions([.. UsageDimensions.Standard.All, Toy])));
        await AppendAsync([Call(0) with { FinishReason = "teddy", Cost = NanoUsd.FromUsd(0.5m) }, Call(1) with { FinishReason = "ball" }]);

        var (_, page) = await portal.GetAsync($"/developer/usage?{Days}&by=toy&toy=teddy");
        page.ShouldContain("<option value=\"toy\"");
        page.ShouldContain("Remove filter Toy: teddy");
        (await portal.GetAsync($"/developer/usage.csv?{Days}&by=toy&step=day")).Page.Split("\r\n")[1].ShouldStartWith("2026-03-01,teddy,1,");
        var markdown = (await portal.GetAsync($"/developer/usage.md?{Days}&by=toy")).Page;
        markdown.ShouldContain("| Toy | Requests |");
        markdown.ShouldContain("| teddy | 1 |");
        markdown.ShouldContain("`toy`");
        var rows = (await GetAsync($"/v1/usage?{Times}&group_by=toy")).GetProperty("data").EnumerateArray().ToArray();
        rows.Select(static row => row.GetProperty("toy").GetString()).ShouldBe(["teddy", "ball"]);
        (await GetAsync($"/v1/usage?{Times}&toy=ball")).GetProperty("total").GetProperty("requests").GetInt64().ShouldBe(1);
        (await GetAsync("/v1/usage/requests?toy=ball")).GetProperty("data").GetArrayLength().ShouldBe(1);
        foreach (var file in (string[])["/v1/usage/export.csv", "/v1/usage/export", "/developer/requests.csv"])
            (await TextAsync($"{file}?toy=ball")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2, file);
        var requests = (await portal.GetAsync("/developer/requests?toy=teddy")).Page;
        requests.ShouldContain("Remove filter Toy: teddy");
        requests.ShouldContain("/developer/requests.csv?toy=teddy");
        var tools = await McpAsync("tools/list", new { });
        tools.GetProperty("tools").EnumerateArray().Single(static tool => tool.GetProperty("name").GetString() == "get_usage")
            .GetProperty("inputSchema").GetProperty("properties").TryGetProperty("toy", out _).ShouldBeTrue();
        var answer = await McpAsync("tools/call", new
        {
            name = "get_usage",
            arguments = new
            {
                from = "2026-03-01",
                to = "2026-03-21",
                group_by = "toy"
            }
        });
        answer.GetProperty("content")[0].GetProperty("text").GetString()!.ShouldContain("| teddy | 1 |");
        answer.GetProperty("structuredContent").GetProperty("data")[0].GetProperty("toy").GetString().ShouldBe("teddy");
        var api = await GetAsync("/openapi/v1.json");
        api.GetProperty("paths").GetProperty("/v1/usage").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Select(static parameter => parameter.GetProperty("name").GetString()).ShouldContain("toy");
        api.GetProperty("paths").GetProperty("/v1/usage/export").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Select(static parameter => parameter.GetProperty("name").GetString()).ShouldContain("toy");
        api.GetProperty("components").GetProperty("schemas").GetProperty("UsageView").GetProperty("properties").GetProperty("data")
            .GetProperty("items")
            .GetProperty("properties").TryGetProperty("toy", out _).ShouldBeTrue();
    }

    [Fact]
    public Task The_page_the_ledger_the_receipts_the_file_the_api_and_the_tool_agree_to_the_nano_dollar() => CompareAsync([]);

    [Fact]
    [Slow]
    public async Task They_agree_on_postgres_too()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        await CompareAsync(["--ConnectionStrings:Store", await cluster.NewDatabaseAsync()]);
    }

    private async Task CompareAsync(string[] settings)
    {
        await StartAsync(static _ => { }, settings);
        var random = new Random(34);
        UsageRecord[] calls =
        [
            .. Enumerable.Range(0, 400).Select(number => Call(number) with
            {
                KeyId = keys[random.Next(keys.Length)],
                ModelServed = random.Next(9) == 0 ? null : $"test/model-{random.Next(4)}",
                User = random.Next(3) == 0 ? null : $"user-{random.Next(5)}",
                Repository = random.Next(3) == 0 ? null : $"acme/shop-{random.Next(3)}",
                Client = random.Next(2) == 0 ? null : "codex/1",
                Status = random.Next(12) == 0 ? 502 : 200,
                Cost = new NanoUsd(random.NextInt64(2_000_000_000)),
            }),
        ];
        foreach (var batch in calls.Chunk(37)) await AppendAsync(batch);
        var total = calls.Aggregate(NanoUsd.Zero, static (sum, call) => sum + call.Cost).Usd;

        var ledger = (await AllAsync("/v1/tenant/wallet/ledger")).Where(static entry => entry
            .GetProperty("kind").GetString() == "settlement");
        ledger.Sum(static entry => entry.GetProperty("amount_usd").GetDecimal()).ShouldBe(-total);
        (await AllAsync("/v1/usage/requests")).Sum(static call => call.GetProperty("cost_usd").GetDecimal()).ShouldBe(total);
        foreach (var (filter, expected) in new[] { ("", total), ("&client=codex/1", Sum(static call => call.Client is not null)),
            ("&status=ok", Sum(static call => !call.IsError)) })
        {
            foreach (var group in (string[])["key", "model", "user", "repository", "client", "key,user"])
            {
                var what = $"{filter} by {group}";
                var answer = await GetAsync($"/v1/usage?{Times}&group_by={group}{filter}");
                answer.GetProperty("total").GetProperty("cost_usd").GetDecimal().ShouldBe(expected, $"API{what}");
                answer.GetProperty("data").EnumerateArray().Sum(static row => row.GetProperty("cost_usd").GetDecimal()).ShouldBe(expected, $"API rows{what}");
                var lines = (await portal.GetAsync($"/developer/usage.csv?{Days}&by={group}{filter}")).Page.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
                var column = Array.IndexOf(lines[0].Split(','), "cost_usd");
                lines.Skip(1).Sum(line => decimal.Parse(line.Split(',')[column], CultureInfo.InvariantCulture)).ShouldBe(expected, $"CSV{what}");
                var arguments = new Dictionary<string, string> { ["from"] = "2026-03-01", ["to"] = "2026-03-21", ["group_by"] = group };
                if (filter.Length > 0) arguments[filter[1..].Split('=')[0]] = filter.Split('=')[1];
                (await McpAsync("tools/call", new { name = "get_usage", arguments })).GetProperty("structuredContent").GetProperty("total")
                    .GetProperty("cost_usd").GetDecimal().ShouldBe(expected, $"MCP{what}");
                (await ExploreAsync($"{Days}&by={group}{filter}")).ShouldBe((expected, expected, expected), $"page{what}");
            }

            (await portal.GetAsync($"/developer/usage?{Days}&by=key{filter}")).Page.ShouldContain(NumberFormat.Money(expected));
        }

        decimal Sum(Func<UsageRecord, bool> isCounted) => calls.Where(isCounted).Sum(static call => call.Cost.Usd);
    }

    /// <summary>The total of the table, of the columns, and of the parts of the chart with the others.</summary>
    private async Task<(decimal Table, decimal Columns, decimal Chart)> ExploreAsync(string query)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var values = query.Split('&').Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        var filter = UsageFilter.Parse(name => values.GetValueOrDefault(name), UsageDimensions.Standard, DateTimeOffset.UtcNow,
            UsageDimensions.Model);
        var view = await scope.ServiceProvider.GetRequiredService<UsageReader>().ExploreAsync(team, filter,
            UsageNames.None, Token);
        var chart = new JusInfer.Portal.Components.Developer.Usage.UsageChart(view, UsageMeasures.Cost, default);
        return (view.Report.Total.Sums.Cost.Usd, view.Total.Sums.Cost.Usd, chart.Series.Sum(static series => series.Values.Sum() ?? 0));
    }

    private async Task StartAsync(Action<IServiceCollection> configure, params string[] settings)
    {
        portal = await PagesHost.StartAsync(configure, ["--Wallet:CreditUnverified", "true", .. settings]);
        using var signedUp = await portal.Browser.PostAsJsonAsync("/v1/auth/signup", new
        {
            email = Email,
            password = Password,
            team = "Lovelace"
        }, Token);
        token = (await signedUp.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("access_token").GetString()!;
        var own = await GetAsync("/v1/tenant");
        (team, member) = (TeamId.Parse(own.GetProperty("id").GetString()!, null), MemberId.Parse(own
            .GetProperty("member_id").GetString()!, null));
        foreach (var name in (string[])["laptop", "ci"])
            keys = [.. keys, KeyId.Parse((await SendAsync(HttpMethod.Post, "/v1/keys", new { name }))
                .GetProperty("id").GetString()!, null)];
        portal.ForgetCookies();
        await portal.PostAsync("/login", "sign-in", ("email", Email), ("password", Password));
    }

    private Task AppendAsync(UsageRecord[] calls) => portal.Services.GetRequiredService<IUsageStore>().AppendAsync(calls, Token);

    /// <summary>A call an hour after the one before it.</summary>
    private UsageRecord Call(int number)
    {
        var at = new DateTimeOffset(2026, 3, 1, 10, 15, 0, TimeSpan.Zero).AddHours(number);
        return new UsageRecord
        {
            Id = RequestId.New(at),
            At = at,
            TeamId = team,
            KeyId = keys[0],
            MemberId = member,
            ModelRequested = "gpt-5",
            ModelServed = "openai/gpt-5",
            Provider = "openai",
            Route = "pinned",
            Status = 200,
            Tokens = new TokenBuckets { InputUncached = 5, CacheRead = 10, OutputText = 3 },
            Source = UsageSource.Provider,
            DurationMs = 900,
            Attempts = 1,
            CatalogVersion = "v",
        };
    }

    /// <summary>A file, with the access token or the session cookie.</summary>
    private async Task<string> TextAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (address.StartsWith("/v1", StringComparison.Ordinal)) request.Headers.Authorization = new("Bearer", token);
        using var answer = await portal.Browser.SendAsync(request, Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private Task<JsonElement> GetAsync(string address) => SendAsync(HttpMethod.Get, address, body: null);

    private async Task<List<JsonElement>> AllAsync(string path)
    {
        var entries = new List<JsonElement>();
        for (var next = ""; next is not null;)
        {
            var page = await GetAsync($"{path}?limit=500{next}");
            entries.AddRange(page.GetProperty("data").EnumerateArray());
            next = page.GetProperty("next").GetString() is { } last ? $"&after={last}" : null;
        }

        return entries;
    }

    private async Task<JsonElement> McpAsync(string method, object parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp");
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", "2025-11-25");
        request.Content = new StringContent(
            JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method, @params = parameters }), Encoding.UTF8, "application/json");
        using var answer = await portal.Browser.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        var data = text.Split('\n').First(static line => line.StartsWith("data:", StringComparison.Ordinal)
            && line.Contains("\"result\"", StringComparison.Ordinal));
        return JsonElement.Parse(data["data:".Length..]).GetProperty("result");
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string address, object? body)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await portal.Browser.SendAsync(request, Token);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }
}
