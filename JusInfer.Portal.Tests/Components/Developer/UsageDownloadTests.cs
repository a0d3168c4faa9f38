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
    private const string SumColumns = "requests,failed,input_tokens,cached_tokens,cache_write_5m_tokens,cache_write_1h_tokens,output_tokens,reasoning_tokens,cost_usd,baseline_cost_usd,ttft_p50_ms,ttft_p95_ms,duration_p50_ms,duration_p95_ms";

    private PagesHost portal = null!;
    private KeyId key;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        portal = await PagesHost.StartAsync();
        using var signedUp = await portal.Browser.PostAsJsonAsync("/v1/auth/signup", new { email = Email, password = Password, team = "Lovelace" }, Token);
        var token = (await signedUp.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("access_token").GetString()!;
        var team = await SendAsync(HttpMethod.Get, "/v1/tenant", token, body: null);
        key = KeyId.Parse((await SendAsync(HttpMethod.Post, "/v1/keys", token, new { name = "laptop" })).GetProperty("id").GetString()!, null);

        var at = new DateTimeOffset(2026, 3, 1, 10, 15, 0, TimeSpan.Zero);
        var call = new UsageRecord
        {
            Id = RequestId.New(at),
            At = at,
            TeamId = TeamId.Parse(team.GetProperty("id").GetString()!, null),
            KeyId = key,
            MemberId = MemberId.Parse(team.GetProperty("member_id").GetString()!, null),
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
    public async Task Groups_that_are_summed_by_whole_days_have_these_days_and_a_line_for_the_rest()
    {
        var (answer, text) = await portal.GetAsync($"{Days}&by=repository");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        text.Split("\r\n").ShouldBe(
        [
            $"start,end,repository_id,repository,{SumColumns}",
            "2026-03-01T00:00Z,2026-03-03T00:00Z,acme/shop,acme/shop,1,0,75,10,20,40,5,2,0.5,1.5,,,,",
            "2026-03-01T00:00Z,2026-03-03T00:00Z,,All others,1,0,75,10,20,40,5,2,0.25,1.5,,,,",
            "",
        ]);
    }

    [Fact]
    public async Task Filters_of_which_the_group_has_no_sums_leave_a_line_per_hour_without_the_group()
    {
        var (_, text) = await portal.GetAsync($"{Days}&by=user&key={key}");

        var lines = text.Split("\r\n");
        lines.Length.ShouldBe(3);
        lines[0].ShouldBe($"start,end,{SumColumns}");
        lines[1].ShouldStartWith("2026-03-01T10:00Z,2026-03-01T11:00Z,2,0,150,20,40,80,10,4,0.75,3,");
    }

    [Fact]
    public async Task Other_groups_have_a_line_per_hour()
    {
        var (_, text) = await portal.GetAsync($"{Days}&by=key");

        var lines = text.Split("\r\n");
        lines[0].ShouldBe($"start,end,key_id,key,{SumColumns}");
        lines[1].ShouldStartWith($"2026-03-01T10:00Z,2026-03-01T11:00Z,{key},laptop,2,0,150,");
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
