using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JusInfer.Portal.Tests.Api;

/// <summary><c>POST /v1/keys/report</c>: a leaked key is revoked, and the response says nothing about it.</summary>
public sealed class KeyReportTests : IAsyncLifetime
{
    private static readonly TestCatalog Catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);

    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private ControlPlaneClient stranger = null!;

    public async ValueTask InitializeAsync()
    {
        portal = await PortalHost.StartAsync(Catalog, ("Accounts:AnonymousCallsPerMinute", "20"));
        team = await portal.SignUpAsync();
        stranger = new ControlPlaneClient(portal.Http);
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task A_reported_key_is_revoked_and_its_holder_sees_why()
    {
        var (caller, other) = (await team.MintAsync(), await team.MintAsync());
        (await caller.GetAsync("/v1/models")).ShouldBe(200);

        (await ReportAsync($" {caller.Key}\n")).ShouldBe(202);

        var reported = await ReportedAsync(caller);
        reported.GetProperty("reported_at").GetString().ShouldBe(reported.GetProperty("revoked_at").GetString());
        (await caller.GetAsync("/v1/models")).ShouldBe(401, "INVALID_KEY");
        (await other.GetAsync("/v1/models")).ShouldBe(200);
        var entry = (await team.Api.GetAsync("/v1/audit?action=key.reported")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        entry.GetProperty("subject").GetString().ShouldBe(caller.Id);
        portal.Logs.Lines.ShouldNotContain(line => line.Contains(caller.Key, StringComparison.Ordinal));
    }

    [Theory] // cds-snc/notification-api#1973
    [InlineData("Bearer {0}")]
    [InlineData("\"{0}\"")]
    [InlineData("JUSINFER_API_KEY={0} # of the laptop")]
    [InlineData("see {0}.")]
    [InlineData("{0}\u200B")]
    [InlineData("jinf_jinf_mistyped {0}")]
    public async Task A_key_is_found_in_the_line_that_was_pasted(string line)
    {
        var (caller, other) = (await team.MintAsync(), await team.MintAsync());
        (await other.GetAsync("/v1/models")).ShouldBe(200);

        (await ReportAsync(string.Format(CultureInfo.InvariantCulture, line, caller.Key) + $"\n{other.Key}")).ShouldBe(202);

        await ReportedAsync(caller);
        await ReportedAsync(other);
    }

    [Fact]
    public async Task Every_report_has_the_same_response()
    {
        var caller = await team.MintAsync();
        await team.Api.DeleteAsync($"/v1/keys/{caller.Id}");
        string[] reports = [(await team.MintAsync()).Key, caller.Key, KeyFormat.Generate().Reveal(), "jinf_mistyped", "sk-another", "", new string('x', 10_000)];

        foreach (var report in reports)
        {
            var answer = await ReportAsync(report);
            answer.ShouldBe(202);
            answer.Body.ShouldBeEmpty();
        }

        (await KeyAsync(caller)).GetProperty("reported_at").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Fields_that_a_scanner_adds_are_ignored_and_an_alert_is_raised()
    {
        var caller = await team.MintAsync();

        (await stranger.PostAsync("/v1/keys/report", new { key = caller.Key, url = "https://example.com/leak", type = "jusinfer_key" })).ShouldBe(202);

        await ReportedAsync(caller);
        var alert = (await AlertsAsync()).ShouldHaveSingleItem();
        (alert.GetProperty("rule").GetString(), alert.GetProperty("subject").GetString()).ShouldBe(("key_reported", caller.Id));
    }

    [Fact]
    public async Task A_reported_key_that_has_expired_cannot_be_extended()
    {
        var caller = await team.MintAsync();
        var (store, cancellation) = (portal.Services.GetRequiredService<IKeyStore>(), TestContext.Current.CancellationToken);
        var key = (await store.FindAsync(KeyHash.From(caller.Key), cancellation)).ShouldNotBeNull().Key;
        var expired = key with { ExpiresAt = key.CreatedAt, Version = key.Version + 1 };
        (await store.UpdateAsync(expired, cancellation)).ShouldBeTrue();

        (await ReportAsync(caller.Key)).ShouldBe(202);

        await ReportedAsync(caller);
        (await team.Api.PatchAsync($"/v1/keys/{caller.Id}", new { expires_at = (string?)null })).ShouldBe(400, "INVALID_REQUEST");
    }

    [Fact]
    public async Task What_is_no_report_is_rejected()
    {
        (await stranger.PostAsync("/v1/keys/report", new { })).FaultyFields.ShouldBe(["key"]);
        (await stranger.PostAsync("/v1/keys/report", new { key = 5 })).FaultyFields.ShouldBe(["key"]);
        (await stranger.PostTextAsync("/v1/keys/report", "{")).ShouldBe(400, "INVALID_REQUEST");
        (await stranger.PostTextAsync("/v1/keys/report", "\uFEFF{}")).Body.ShouldContain("begins with a byte order mark");
    }

    [Fact]
    public async Task Reports_are_limited_per_network()
    {
        for (var i = 0; i < 20; i++) (await ReportAsync("x")).ShouldBe(202);

        var answer = await ReportAsync("x");

        answer.ShouldBe(429, "RATE_LIMIT");
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    private Task<ApiAnswer> ReportAsync(string key) => stranger.PostAsync("/v1/keys/report", new { key });

    private async Task<JsonElement> ReportedAsync(Caller caller)
    {
        JsonElement key = default;
        await Eventually.TrueAsync(async () => (key = await KeyAsync(caller)).GetProperty("reported_at").ValueKind == JsonValueKind.String);
        return key;
    }

    /// <summary>The alerts as soon as there are any: a report is alerted after it is stored.</summary>
    private async Task<JsonElement[]> AlertsAsync()
    {
        var alerts = portal.Services.GetServices<IHostedService>().OfType<AlertService>().Single();
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            await alerts.RunOnceAsync(TestContext.Current.CancellationToken);
            JsonElement[] found = [.. (await team.Api.GetAsync("/v1/alerts")).Json.GetProperty("data").EnumerateArray()];
            if (found.Length > 0 || Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(1)) return found;
        }
    }

    private async Task<JsonElement> KeyAsync(Caller caller) =>
        (await team.Api.GetAsync("/v1/keys")).Json.GetProperty("data").EnumerateArray().Single(key => key.GetProperty("id").GetString() == caller.Id);
}
