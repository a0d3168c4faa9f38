using System.Text.Json;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

public sealed class BudgetsApiTests : IAsyncLifetime
{
    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private TeamId teamId;
    private string member = default!;
    private string key = default!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync("ada@example.com");
        var team = await ada.GetAsync("/v1/tenant");
        (teamId, member) = (TeamId.Parse(team.Text("id"), null), team.Text("member_id"));
        key = (await ada.PostAsync("/v1/keys", new { name = "agent" })).Text("id");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_budget_is_added_with_its_version_as_etag_and_listed()
    {
        var added = await ada.PostAsync(
            "/v1/budgets",
            new { scope = "key", scope_id = key, model = "gpt-5", window = "week", amount_usd = "12.5", on_reach = "economy", raise_usd = 2, raise_until = "2026-12-24" });

        added.ShouldBe(201);
        added.Headers.ETag!.Tag.ShouldBe("\"1\"");
        added.Headers.Location!.ToString().ShouldBe($"/v1/budgets/{added.Text("id")}");
        added.Json.TryGetProperty("warning", out _).ShouldBeFalse();
        var listed = (await ListAsync()).ShouldHaveSingleItem();
        listed.GetRawText().ShouldBe(added.Body);
        added.Body.ShouldBe(
            $$"""{"id":"{{added.Text("id")}}","scope":"key","scope_id":"{{key}}","model":"openai/gpt-5","window":"week","amount_usd":12.5,"on_reach":"economy","raise_usd":2,"raise_until":"2026-12-24T00:00:00Z","created_at":"2026-11-20T12:00:00Z","version":1,"is_cap":false}""");
    }

    [Theory]
    [InlineData("""{"scope":"tenant","window":"total","amount_usd":0}""")]
    [InlineData("""{"scope":"tenant","window":"day","amount_usd":1000000,"on_reach":"notify"}""")]
    [InlineData("""{"scope":"member","window":"month","amount_usd":0.000000001}""")]
    [InlineData("""{"scope":"user","scope_id":"a customer","window":"day","amount_usd":1}""")]
    [InlineData("""{"scope":"user","window":"day","amount_usd":1}""")]
    [InlineData("""{"scope":"run","window":"total","amount_usd":1}""")]
    public async Task Every_scope_and_window_can_have_a_budget(string body)
    {
        var added = await ada.PostTextAsync("/v1/budgets", body);

        added.ShouldBe(201);
        using var sent = JsonDocument.Parse(body);
        foreach (var field in sent.RootElement.EnumerateObject()) added.Json.GetProperty(field.Name).GetRawText().ShouldBe(field.Value.GetRawText());
    }

    [Theory]
    [InlineData("""{}""", "amount_usd,scope,window")]
    [InlineData("""{"scope":"planet","window":"year","amount_usd":"NaN","on_reach":"shout","color":1}""", "amount_usd,color,on_reach,scope,window")]
    [InlineData("""{"scope":"tenant","scope_id":"x","window":"day","amount_usd":-1}""", "amount_usd,scope_id")]
    [InlineData("""{"scope":"tenant","window":"day","amount_usd":1000001,"raise_usd":1}""", "amount_usd,raise_until")]
    [InlineData("""{"scope":"tenant","window":"day","amount_usd":0.0000000001,"raise_until":"2030-01-01"}""", "amount_usd,raise_usd")]
    [InlineData("""{"scope":"tenant","window":"day","amount_usd":1,"raise_usd":-1,"raise_until":"2026-11-20T11:00:00Z"}""", "raise_until,raise_usd")]
    [InlineData("""{"scope":"member","scope_id":"mem_x","window":"day","amount_usd":1}""", "scope_id")]
    [InlineData("""{"scope":"key","scope_id":"key_01a1f8d3ea007380a80bd7bacb9e4f43","window":"day","amount_usd":1}""", "scope_id")]
    [InlineData("""{"scope":"user","scope_id":"","window":"day","amount_usd":1}""", "scope_id")]
    [InlineData("""{"scope":"tenant","model":"gpt-55","window":"day","amount_usd":1}""", "model")]
    [InlineData("""{"scope":"tenant","model":"auto","window":"day","amount_usd":1}""", "model")]
    public async Task A_budget_with_errors_is_rejected_with_all_of_them(string body, string fields)
    {
        foreach (var path in (string[])["/v1/budgets", "/v1/budgets/preview"])
        {
            var answer = await ada.PostTextAsync(path, body);

            answer.ShouldBe(400, "INVALID_REQUEST");
            answer.FaultyFields.ShouldBe(fields.Split(','));
        }

        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_budget_below_the_current_spend_is_added_with_a_warning()
    {
        await RecordAsync(Calls(2, usd: 3));

        var added = await ada.PostAsync("/v1/budgets", new { scope = "tenant", window = "month", amount_usd = 5 });
        added.ShouldBe(201);
        added.Text("warning").ShouldContain("6 USD");
        (await ada.PatchAsync($"/v1/budgets/{added.Text("id")}", new { amount_usd = 7 })).Json.TryGetProperty("warning", out _).ShouldBeFalse();
        (await ada.PostAsync("/v1/budgets", new { scope = "key", scope_id = key, model = "openai/gpt-5", window = "month", amount_usd = 5 })).Text("warning").ShouldContain("6 USD");
        (await ada.PostAsync("/v1/budgets", new { scope = "member", window = "month", amount_usd = 1 })).Json.TryGetProperty("warning", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_replaces_the_given_fields()
    {
        var id = await AddAsync(new { scope = "user", scope_id = "ada", model = "gpt-5", window = "day", amount_usd = 1, raise_usd = 1, raise_until = "2026-12-01" });

        var changed = await ada.PatchAsync($"/v1/budgets/{id}", new { amount_usd = 2, scope_id = (string?)null, model = (string?)null, raise_until = (string?)null, on_reach = "notify" });

        changed.ShouldBe(200);
        changed.Headers.ETag!.Tag.ShouldBe("\"2\"");
        changed.Body.ShouldContain(
            "\"scope\":\"user\",\"scope_id\":null,\"model\":null,\"window\":\"day\",\"amount_usd\":2,\"on_reach\":\"notify\",\"raise_usd\":null,\"raise_until\":null");
    }

    [Fact]
    public async Task A_change_with_errors_is_rejected_with_all_of_them()
    {
        var id = await AddAsync(new { scope = "tenant", window = "day", amount_usd = 1 });

        var answer = await ada.PatchAsync($"/v1/budgets/{id}", new { amount_usd = -1, scope_id = "x", raise_usd = 1, model = "nothing", colour = "red" });

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["amount_usd", "colour", "model", "raise_until", "scope_id"]);
    }

    [Fact]
    public async Task A_raise_that_has_ended_does_not_prevent_a_change()
    {
        var id = await AddAsync(new { scope = "tenant", window = "day", amount_usd = 1, raise_usd = 1, raise_until = "2026-11-21" });
        host.Time.Skip(TimeSpan.FromDays(2));
        ada.Access = (await ada.PostAsync("/v1/auth/login", new { email = "ada@example.com", password = "a long enough password" })).Text("access_token");

        (await ada.PatchAsync($"/v1/budgets/{id}", new { amount_usd = 2 })).ShouldBe(200);
    }

    [Fact]
    public async Task A_change_of_a_version_that_is_not_current_is_a_conflict()
    {
        var id = await AddAsync(new { scope = "tenant", window = "day", amount_usd = 1 });
        (await ada.PatchAsync($"/v1/budgets/{id}", new { amount_usd = 2 }, ifMatch: "\"1\"")).ShouldBe(200);

        (await ada.PatchAsync($"/v1/budgets/{id}", new { amount_usd = 3 }, ifMatch: "\"1\"")).ShouldBe(409, "CONFLICT");
        (await ada.PatchAsync($"/v1/budgets/{id}", new { amount_usd = 3 }, ifMatch: "nonsense")).ShouldBe(409, "CONFLICT");
        (await ada.DeleteAsync($"/v1/budgets/{id}", ifMatch: "\"1\"")).ShouldBe(409, "CONFLICT");

        (await ListAsync()).Single().GetProperty("amount_usd").GetDecimal().ShouldBe(2);
        (await ada.PatchAsync($"/v1/budgets/{id}", new { amount_usd = 4 }, ifMatch: "*")).ShouldBe(200);
        (await ada.DeleteAsync($"/v1/budgets/{id}", ifMatch: "\"3\"")).ShouldBe(204);
        (await ListAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bud_00000000000000000000000000000000")]
    [InlineData("a budget")]
    public async Task An_unknown_budget_is_not_found(string id)
    {
        (await ada.PatchAsync($"/v1/budgets/{id}", new { amount_usd = 2 })).ShouldBe(404, "NOT_FOUND");
        (await ada.DeleteAsync($"/v1/budgets/{id}")).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Another_teams_budget_is_not_found()
    {
        var id = await AddAsync(new { scope = "tenant", window = "day", amount_usd = 1 });
        var eve = await host.SignUpAsync("eve@example.com");

        (await eve.PatchAsync($"/v1/budgets/{id}", new { amount_usd = 2 })).ShouldBe(404, "NOT_FOUND");
        (await eve.DeleteAsync($"/v1/budgets/{id}")).ShouldBe(404, "NOT_FOUND");
        (await eve.PostAsync("/v1/budgets", new { scope = "key", scope_id = key, window = "day", amount_usd = 1 })).FaultyFields.ShouldBe(["scope_id"]);
    }

    [Fact]
    public async Task Caps_are_listed_as_budgets_and_changed_at_their_own_endpoints()
    {
        await ada.PatchAsync($"/v1/keys/{key}", new { monthly_cap_usd = 3 });
        await ada.PostAsync($"/v1/tenant/members/{member}/cap", new { monthly_usd = 5, on_reach = "economy" });

        var caps = await ListAsync();
        caps.Select(cap => (Text(cap, "scope"), Text(cap, "scope_id"), cap.GetProperty("amount_usd").GetDecimal(), Text(cap, "on_reach"), cap.GetProperty("is_cap").GetBoolean()))
            .ShouldBe([("key", key, 3m, "block", true), ("member", member, 5m, "economy", true)]);

        var keyCap = await ada.PatchAsync($"/v1/budgets/{Text(caps[0], "id")}", new { amount_usd = 4 });
        keyCap.ShouldBe(409, "CONFLICT");
        keyCap.Text("detail").ShouldContain($"/v1/keys/{key}");
        var memberCap = await ada.DeleteAsync($"/v1/budgets/{Text(caps[1], "id")}");
        memberCap.ShouldBe(409, "CONFLICT");
        memberCap.Text("detail").ShouldContain($"/v1/tenant/members/{member}/cap");
    }

    [Fact]
    public async Task Members_see_the_budgets_that_apply_to_them_and_change_none()
    {
        var team = await AddAsync(new { scope = "tenant", window = "day", amount_usd = 1 });
        var each = await AddAsync(new { scope = "member", window = "day", amount_usd = 1 });
        await AddAsync(new { scope = "member", scope_id = member, window = "day", amount_usd = 1 });
        await AddAsync(new { scope = "key", scope_id = key, window = "day", amount_usd = 1 });
        var bob = await host.SignUpAsync("bob@example.com");
        var user = (await bob.PostAsync("/v1/auth/login", new { email = "bob@example.com", password = "a long enough password" })).Json.GetProperty("user").GetProperty("id").GetString()!;
        await host.JoinAsync(teamId, UserId.Parse(user, null), Role.Member);

        (await ListAsync(bob)).Select(budget => Text(budget, "id")).ShouldBe([team, each], ignoreOrder: true);
        (await bob.PostAsync("/v1/budgets", new { scope = "tenant", window = "day", amount_usd = 1 })).ShouldBe(403, "FORBIDDEN");
        (await bob.PostAsync("/v1/budgets/preview", new { scope = "tenant", window = "day", amount_usd = 1 })).ShouldBe(403, "FORBIDDEN");
        (await bob.PatchAsync($"/v1/budgets/{team}", new { amount_usd = 9 })).ShouldBe(403, "FORBIDDEN");
        (await bob.DeleteAsync($"/v1/budgets/{team}")).ShouldBe(403, "FORBIDDEN");
    }

    [Fact]
    public async Task A_preview_counts_the_calls_that_did_not_fit()
    {
        // Two calls of one dollar on each of the last four days, and older ones.
        foreach (var days in (int[])[0, 1, 2, 3, 40]) await RecordAsync(Calls(2, usd: 1, host.Time.GetUtcNow().AddDays(-days)));

        (await PreviewAsync(new { scope = "tenant", window = "day", amount_usd = 1 })).ShouldBe((4, 8));
        (await PreviewAsync(new { scope = "tenant", window = "day", amount_usd = 2 })).ShouldBe((0, 8));
        (await PreviewAsync(new { scope = "key", scope_id = key, window = "month", amount_usd = 3 })).ShouldBe((5, 8));
        (await PreviewAsync(new { scope = "member", window = "month", amount_usd = 0 })).ShouldBe((8, 8));
        (await PreviewAsync(new { scope = "tenant", model = "claude-sonnet-4.5", window = "month", amount_usd = 0 })).ShouldBe((0, 0));
        (await PreviewAsync(new { scope = "user", scope_id = "nobody", window = "month", amount_usd = 0 })).ShouldBe((0, 0));
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_days_of_a_preview_begin_at_midnight_in_the_teams_time_zone()
    {
        var evening = new DateTimeOffset(2026, 11, 19, 23, 30, 0, TimeSpan.Zero);
        await RecordAsync([.. Calls(1, usd: 1, evening), .. Calls(1, usd: 1, evening.AddHours(1))]);

        (await PreviewAsync(new { scope = "tenant", window = "day", amount_usd = 1 })).ShouldBe((0, 2));
        (await ada.PatchAsync("/v1/tenant", new { time_zone = "Europe/Berlin" })).ShouldBe(200);
        (await PreviewAsync(new { scope = "tenant", window = "day", amount_usd = 1 })).ShouldBe((1, 2));
    }

    private static string? Text(JsonElement json, string field) => json.GetProperty(field).GetString();

    private async Task<string> AddAsync(object budget)
    {
        var added = await ada.PostAsync("/v1/budgets", budget);
        added.ShouldBe(201);
        return added.Text("id");
    }

    private async Task<(int Stopped, int Of)> PreviewAsync(object budget)
    {
        var answer = await ada.PostAsync("/v1/budgets/preview", budget);
        answer.ShouldBe(200);
        answer.Json.GetProperty("truncated").GetBoolean().ShouldBeFalse();
        return (answer.Json.GetProperty("requests_stopped").GetInt32(), answer.Json.GetProperty("of").GetInt32());
    }

    private async Task<JsonElement[]> ListAsync(ControlPlaneClient? client = null)
    {
        var answer = await (client ?? ada).GetAsync("/v1/budgets");
        answer.ShouldBe(200);
        return [.. answer.Json.GetProperty("data").EnumerateArray()];
    }

    private UsageRecord[] Calls(int count, decimal usd, DateTimeOffset? at = null)
    {
        var time = at ?? host.Time.GetUtcNow();
        return [.. new Records(teamId, time).Next(count).Select(call => call with
        {
            Id = RequestId.New(time),
            At = time,
            KeyId = KeyId.Parse(key, null),
            MemberId = MemberId.Parse(member, null),
            ModelServed = "openai/gpt-5",
            Cost = NanoUsd.FromUsd(usd),
        })];
    }

    private Task RecordAsync(UsageRecord[] calls) =>
        host.Services.GetRequiredService<IUsageStore>().AppendAsync(calls, TestContext.Current.CancellationToken);
}
