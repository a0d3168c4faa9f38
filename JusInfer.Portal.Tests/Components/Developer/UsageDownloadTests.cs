using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The file of the Usage tab, over a real socket.</summary>
public sealed class UsageDownloadTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Password = "correct horse battery";
    private const string Days = "/developer/usage.csv?from=2026-03-01&to=2026-03-02";
    private const string SumColumns =
        "requests,errors,input_tokens,cached_tokens,cache_write_5m_tokens,cache_write_1h_tokens,output_tokens,reasoning_tokens,baseline_cost_usd,cost_usd,saved_usd,"
        + "cost_per_request_usd,cache_ratio,error_ratio,ttft_p50_ms,ttft_p95_ms,duration_p50_ms,duration_p95_ms,rest";

    private PagesHost portal = null!;
    private KeyId key;
    private TeamId team;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        portal = await PagesHost.StartAsync();
        using var signedUp = await portal.Browser.PostAsJsonAsync("/v1/auth/signup", new { email = Email, password = Password, team = "Lovelace" }, Token);
        var token = (await signedUp.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("access_token").GetString()!;
        var own = await SendAsync(HttpMethod.Get, "/v1/tenant", token, body: null);
        team = TeamId.Parse(own.GetProperty("id").GetString()!, null);
        key = KeyId.Parse((await SendAsync(HttpMethod.Post, "/v1/keys", token, new { name = "laptop" })).GetProperty("id").GetString()!, null);

        var at = new DateTimeOffset(2026, 3, 1, 10, 15, 0, TimeSpan.Zero);
        var call = new UsageRecord
        {
            Id = RequestId.New(at),
            At = at,
            TeamId = team,
            KeyId = key,
            MemberId = MemberId.Parse(own.GetProperty("member_id").GetString()!, null),
            ModelRequested = "gpt-5",
            ModelServed = "openai/gpt-5",
            Provider = "openai",
            Route = "pinned",
            Status = 200,
            Tokens = new TokenBuckets { InputUncached = 5, CacheRead = 10, CacheWrite5m = 20, CacheWrite1h = 40, OutputText = 3, OutputReasoning = 2 },
            Cost = NanoUsd.FromUsd(0.5m),
            BaselineCost = NanoUsd.FromUsd(1.5m),
            Source = UsageSource.Provider,
            DurationMs = 900,
            Attempts = 1,
            Repository = "acme/shop",
            CatalogVersion = "v",
        };
        await portal.Services.GetRequiredService<IUsageStore>().AppendAsync([call, call with { Id = RequestId.New(at), Repository = null, Cost = NanoUsd.FromUsd(0.25m) }], Token);
        portal.ForgetCookies();
        await portal.PostAsync("/login", "sign-in", ("email", Email), ("password", Password));
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task Names_that_callers_choose_have_a_line_per_day_and_one_for_the_rest()
    {
        var (answer, text) = await portal.GetAsync($"{Days}&by=repository&step=day");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        text.Split("\r\n").ShouldBe(
        [
            $"day,repository,{SumColumns}",
            "2026-03-01,acme/shop,1,0,75,10,20,40,5,2,1.5,0.5,1,0.5,0.133333,0,,,,,false",
            ",,1,0,75,10,20,40,5,2,1.5,0.25,1.25,0.25,0.133333,0,,,,,true",
            "",
        ]);
    }

    [Fact]
    public async Task Every_group_combines_with_every_filter()
    {
        var (_, text) = await portal.GetAsync($"{Days}&by=user&key={key}");

        var lines = text.Split("\r\n");
        lines.Length.ShouldBe(3);
        lines[0].ShouldBe($"hour,user,{SumColumns}");
        lines[1].ShouldStartWith("2026-03-01T10:00Z,,2,0,150,20,40,80,10,4,3,0.75,2.25,");
    }

    /// <summary>A text that begins like a formula is no formula, a negative number stays a number (woocommerce/woocommerce#25379).</summary>
    [Fact]
    public async Task A_name_that_is_a_formula_is_text_and_a_negative_amount_a_number()
    {
        var record = (await portal.Services.GetRequiredService<IUsageQueries>()
            .ListRequestsAsync(new RequestFilter { Team = team }, Token)).Records[0];
        await portal.Services.GetRequiredService<IUsageStore>().AppendAsync(
            [record with { Id = RequestId.New(record.At), Label = "=1+1", BaselineCost = NanoUsd.FromUsd(0.25m), Cost = NanoUsd.FromUsd(0.5m), SettlementId = null }], Token);

        var (_, text) = await portal.GetAsync($"{Days}&by=label&step=day");

        text.ShouldContain("2026-03-01,'=1+1,1,0,75,10,20,40,5,2,0.25,0.5,-0.25,");
    }

    [Fact]
    public async Task Keys_have_their_names_beside_their_ids()
    {
        var (_, text) = await portal.GetAsync($"{Days}&by=key");

        var lines = text.Split("\r\n");
        lines[0].ShouldBe($"hour,key,key_name,{SumColumns}");
        lines[1].ShouldStartWith($"2026-03-01T10:00Z,{key},laptop,2,0,150,");
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string address, string token, object? body)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await portal.Browser.SendAsync(request, Token);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }
}
