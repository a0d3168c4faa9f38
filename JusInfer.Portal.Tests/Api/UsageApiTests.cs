using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

[Trait("Promise", "P-8")]
public sealed class UsageApiTests : IAsyncLifetime
{
    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private TeamId teamId;
    private MemberId member;
    private KeyId key;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync("ada@example.com");
        var team = await ada.GetAsync("/v1/tenant");
        (teamId, member) = (TeamId.Parse(team.Text("id"), provider: null), MemberId.Parse(team.Text("member_id"), provider: null));
        key = KeyId.Parse((await ada.PostAsync("/v1/keys", new { name = "agent" })).Text("id"), provider: null);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Usage_is_summed_by_the_requested_groups()
    {
        await RecordAsync(Call() with { ModelServed = "openai/gpt-5", Cost = NanoUsd.FromUsd(0.5m) });
        await RecordAsync(Call() with { ModelServed = "qwen/qwen3-8b", Cost = NanoUsd.FromUsd(0.000000001m), Status = 502 });

        var answer = await ada.GetAsync("/v1/usage?group_by=key,model");
        answer.ShouldBe(200);
        var rows = answer.Json.GetProperty("data");
        rows.GetArrayLength().ShouldBe(2);
        rows[0].GetProperty("key").GetString().ShouldBe(key.ToString());
        rows[0].GetProperty("model").GetString().ShouldBe("openai/gpt-5");
        rows[0].GetProperty("cost_usd").GetDecimal().ShouldBe(0.5m);
        rows[0].TryGetProperty("day", out _).ShouldBeFalse();

        var total = answer.Json.GetProperty("total");
        total.GetProperty("requests").GetInt64().ShouldBe(2);
        total.GetProperty("errors").GetInt64().ShouldBe(1);
        total.GetProperty("input_tokens").GetInt64().ShouldBe(30);
        total.GetProperty("cached_tokens").GetInt64().ShouldBe(20);
        total.GetProperty("output_tokens").GetInt64().ShouldBe(10);
        total.GetProperty("cost_usd").GetDecimal().ShouldBe(0.500000001m);
    }

    [Fact]
    public async Task The_default_is_the_current_month_by_day()
    {
        await RecordAsync(Call());
        await RecordAsync(Call(host.Time.GetUtcNow().AddMonths(-1)));
        var answer = await ada.GetAsync("/v1/usage");
        answer.Text("from").ShouldBe("2026-11-01T00:00:00Z");
        answer.Text("to").ShouldBe("2026-12-01T00:00:00Z");
        answer.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("day").GetString().ShouldBe("2026-11-20");

        (await ada.GetAsync("/v1/usage?from=2026-10-01&to=2026-11-01T00:00:00Z")).Json.GetProperty("total").GetProperty("requests").GetInt64().ShouldBe(1);
    }

    [Theory]
    [InlineData("group_by=key", "10:00:00Z", "11:00:00Z", 1)]
    [InlineData("group_by=key,client", "10:00:00Z", "11:00:00Z", 1)]
    [InlineData("group_by=user", "00:00:00Z", null, 3)]
    public async Task The_answer_names_the_range_that_was_summed(string query, string from, string? to, int calls)
    {
        foreach (var at in (string[])["2026-11-19T09:30:00Z", "2026-11-19T10:40:00Z", "2026-11-19T11:00:00Z"])
            await RecordAsync(Call(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)));

        var answer = await ada.GetAsync($"/v1/usage?from=2026-11-19T10:10:00Z&to=2026-11-19T10:20:00Z&{query}");

        answer.ShouldBe(200);
        answer.Text("from").ShouldBe($"2026-11-19T{from}");
        answer.Text("to").ShouldBe(to is null ? "2026-11-20T00:00:00Z" : $"2026-11-19T{to}");
        answer.Json.GetProperty("total").GetProperty("requests").GetInt32().ShouldBe(calls);
    }

    [Fact]
    public async Task The_list_of_members_has_the_spend_of_the_month()
    {
        await RecordAsync(Call() with { Cost = NanoUsd.FromUsd(0.25m) });
        await RecordAsync(Call(host.Time.GetUtcNow().AddMonths(-1)) with { Cost = NanoUsd.FromUsd(7m) });
        var members = (await ada.GetAsync("/v1/tenant/members")).Json.GetProperty("data");
        members[0].GetProperty("month_spend_usd").GetDecimal().ShouldBe(0.25m);
    }

    [Fact]
    public async Task Calls_are_listed_newest_first_page_by_page()
    {
        for (var i = 0; i < 5; i++) await RecordAsync(Call(host.Time.GetUtcNow().AddMinutes(i)) with { DurationMs = i });
        List<int> seen = [];
        var path = "/v1/usage/requests?limit=2";
        for (var next = ""; next is not null; path = $"/v1/usage/requests?limit=2&after={next}")
        {
            var page = await ada.GetAsync(path);
            page.ShouldBe(200);
            seen.AddRange(page.Json.GetProperty("data").EnumerateArray().Select(call => call.GetProperty("duration_ms").GetInt32()));
            next = page.Json.GetProperty("next").GetString();
        }

        seen.ShouldBe([4, 3, 2, 1, 0]);
    }

    [Fact]
    public async Task Calls_are_filtered_by_key_model_and_status()
    {
        await RecordAsync(Call() with { ModelServed = "openai/gpt-5", Cost = NanoUsd.FromUsd(0.02m) });
        await RecordAsync(Call() with { ModelServed = "qwen/qwen3-8b", Status = 429 });
        (await CountAsync($"key={key}")).ShouldBe(2);
        (await CountAsync($"key={KeyId.New(host.Time.GetUtcNow())}")).ShouldBe(0);
        (await CountAsync("model=openai/gpt-5")).ShouldBe(1);
        (await CountAsync("status=error")).ShouldBe(1);
        (await CountAsync("status=ok")).ShouldBe(1);
        (await CountAsync("status=429")).ShouldBe(1);
        (await CountAsync("status=500")).ShouldBe(0);
        (await CountAsync("to=2026-11-20T12:00:00Z")).ShouldBe(0);

        (await CountAsync("provider=openai")).ShouldBe(2);
        (await CountAsync("provider=anthropic")).ShouldBe(0);
        (await CountAsync("cost_above=0.01")).ShouldBe(1);
        (await CountAsync("cost_above=0.02")).ShouldBe(0);
        (await ada.GetAsync("/v1/usage/requests?cost_above=-1")).Text("detail").ShouldBe("cost_above must be from 0 to 1000000 USD.");

        async Task<int> CountAsync(string filter) => (await ada.GetAsync($"/v1/usage/requests?{filter}")).Json.GetProperty("data").GetArrayLength();
    }

    [Fact]
    public async Task A_receipt_has_everything_to_recompute_the_cost()
    {
        var call = Call() with { Cost = NanoUsd.FromUsd(0.5m), BaselineCost = NanoUsd.FromUsd(2m), TtftMs = 120, Streamed = true };
        await RecordAsync(call);
        var receipt = await ada.GetAsync($"/v1/usage/requests/{call.Id}");
        receipt.ShouldBe(200);
        receipt.Text("id").ShouldBe(call.Id.ToString());
        receipt.Text("at").ShouldBe("2026-11-20T12:00:00Z");
        receipt.Text("usage_source").ShouldBe("provider");
        receipt.Text("route").ShouldBe("pinned");
        receipt.Text("catalog_version").ShouldBe("v");
        receipt.Text("prices_from").ShouldBe("2025-08-07");
        receipt.Json.GetProperty("cost_usd").GetDecimal().ShouldBe(0.5m);
        receipt.Json.GetProperty("baseline_cost_usd").GetDecimal().ShouldBe(2m);
        receipt.Json.GetProperty("tokens").GetProperty("cache_read").GetInt64().ShouldBe(10);
        receipt.Json.GetProperty("tokens").GetProperty("cache_write_5m").GetInt64().ShouldBe(0);
    }

    [Fact]
    [Trait("Promise", "P-24")]
    public async Task A_receipt_lists_every_attempt()
    {
        var call = Call() with
        {
            Attempts = 2,
            AttemptLog = AttemptLog.Write([new("alpha", "openai/gpt-5", AttemptOutcome.RateLimited, 429, 0, 40), new("beta", "openai/gpt-5", AttemptOutcome.Answered, 200, 41, 800)]),
        };
        await RecordAsync(call);

        var log = (await ada.GetAsync($"/v1/usage/requests/{call.Id}")).Json.GetProperty("attempt_log");

        log.GetRawText().ShouldBe(
            """[{"provider":"alpha","model":"openai/gpt-5","outcome":"rate_limited","status":429,"started_ms":0,"ms":40},{"provider":"beta","model":"openai/gpt-5","outcome":"answered","status":200,"started_ms":41,"ms":800}]""");
    }

    [Fact]
    public async Task A_receipt_lists_the_only_attempt_of_a_call()
    {
        var call = Call();
        await RecordAsync(call);

        var log = (await ada.GetAsync($"/v1/usage/requests/{call.Id}")).Json.GetProperty("attempt_log");

        log.GetRawText().ShouldBe("""[{"provider":"openai","model":"openai/gpt-5","outcome":"answered","status":200,"started_ms":0,"ms":900}]""");
    }

    [Fact]
    public async Task Calls_of_another_team_are_not_found()
    {
        var call = Call();
        await RecordAsync(call);
        var eve = await host.SignUpAsync("eve@example.com");
        (await eve.GetAsync($"/v1/usage/requests/{call.Id}")).ShouldBe(404, "NOT_FOUND");
        (await eve.GetAsync("/v1/usage/requests/nonsense")).ShouldBe(404, "NOT_FOUND");
        (await eve.GetAsync($"/v1/usage/requests?key={key}")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await eve.GetAsync("/v1/usage")).Json.GetProperty("total").GetProperty("requests").GetInt64().ShouldBe(0);
        (await eve.GetAsync("/v1/usage/export.csv")).Body.Split("\r\n").Length.ShouldBe(2);
    }

    [Fact]
    public async Task All_errors_of_a_query_are_reported_at_once()
    {
        var list = await ada.GetAsync("/v1/usage/requests?limit=0&after=x&key=y&status=bad&from=yesterday&color=red&model=a&model=b");
        list.ShouldBe(400, "INVALID_REQUEST");
        list.FaultyFields.ShouldBe(["after", "color", "from", "key", "limit", "model", "status"]);
        (await ada.GetAsync("/v1/usage/requests?limit=many")).Text("detail").ShouldBe("limit must be a whole number from 1 to 500.");

        var sums = await ada.GetAsync("/v1/usage?group_by=day,color,day&from=2026-11-02&to=2026-11-01");
        sums.FaultyFields.ShouldBe(["from", "group_by"]);
        (await ada.GetAsync($"/v1/usage?repository={new string('r', 201)}&label={new string('l', 201)}")).FaultyFields.ShouldBe(["label", "repository"]);
    }

    [Fact]
    public async Task The_export_has_every_call_as_csv_and_disarms_formulas()
    {
        await RecordAsync([.. Enumerable.Range(0, 501).Select(i => Call(host.Time.GetUtcNow().AddSeconds(i)) with { User = "=1+1", RunId = "a \"quoted\", text" })]);
        var answer = await ada.GetAsync("/v1/usage/export.csv?status=ok");
        answer.ShouldBe(200);
        answer.MediaType.ShouldBe("text/csv");
        var lines = answer.Body.Split("\r\n");
        lines.Length.ShouldBe(503);
        lines[0].ShouldStartWith("id,at,key_id,member_id,user,session,");
        lines[1].ShouldContain(",'=1+1,\"a \"\"quoted\"\", text\",");
        lines[1].ShouldContain(",2026-11-20T12:08:20.000Z,");
        lines.Where(line => line.Length > 0).Distinct(StringComparer.Ordinal).Count().ShouldBe(502);
    }

    [Fact]
    public async Task Sums_lists_and_exports_have_and_filter_the_repository_and_the_label()
    {
        await RecordAsync(
            Call() with { Repository = "acme/shop", Label = "nightly", Cost = NanoUsd.FromUsd(0.5m) },
            Call() with { Repository = "acme/shop", ModelServed = "qwen/qwen3-8b", Cost = NanoUsd.FromUsd(0.25m) },
            Call() with { Cost = NanoUsd.FromUsd(0.125m) });

        var rows = (await ada.GetAsync("/v1/usage?group_by=repository")).Json.GetProperty("data");
        rows.GetArrayLength().ShouldBe(2);
        (rows[0].GetProperty("repository").GetString(), rows[0].GetProperty("cost_usd").GetDecimal()).ShouldBe(("acme/shop", 0.75m));
        (rows[1].GetProperty("rest").GetBoolean(), rows[1].GetProperty("cost_usd").GetDecimal()).ShouldBe((true, 0.125m));
        rows[1].TryGetProperty("repository", out _).ShouldBeFalse();
        var days = (await ada.GetAsync("/v1/usage?label=nightly")).Json;
        days.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("day").GetString().ShouldBe("2026-11-20");
        days.GetProperty("total").GetProperty("cost_usd").GetDecimal().ShouldBe(0.5m);
        (await ada.GetAsync("/v1/usage?group_by=model&repository=acme/shop")).Json.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("model").GetString()).ShouldBe(["openai/gpt-5", "qwen/qwen3-8b"]);

        (await ada.GetAsync("/v1/usage/requests?repository=acme/shop")).Json.GetProperty("data").GetArrayLength().ShouldBe(2);
        var listed = (await ada.GetAsync("/v1/usage/requests?label=nightly")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        (listed.GetProperty("repository").GetString(), listed.GetProperty("label").GetString()).ShouldBe(("acme/shop", "nightly"));
        var lines = (await ada.GetAsync("/v1/usage/export.csv?label=nightly")).Body.Split("\r\n");
        lines.Length.ShouldBe(3);
        lines[0].ShouldEndWith(
            ",simulated,repository,label,finish_reason,client,dialect,request_bytes,response_bytes,provider_error_code,provider_error");
        lines[1].ShouldEndWith(",false,acme/shop,nightly,,,,,,,");
    }

    [Fact]
    public async Task An_interrupted_export_continues_after_the_last_call_that_was_received()
    {
        await RecordAsync([.. Enumerable.Range(0, 700).Select(i => Call(host.Time.GetUtcNow().AddSeconds(i)))]);
        var whole = await ada.GetAsync("/v1/usage/export?format=jsonl");
        whole.ShouldBe(200);
        whole.MediaType.ShouldBe("application/jsonl");
        var lines = whole.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(700);
        var listed = (await ada.GetAsync("/v1/usage/requests?limit=1")).Json.GetProperty("data")[0];
        JsonElement.Parse(lines[0]).GetRawText().ShouldBe(listed.GetRawText(), "a line is an object of the list");

        var last = JsonElement.Parse(lines[599]).GetProperty("id").GetString();
        var rest = await ada.GetAsync($"/v1/usage/export?format=jsonl&after={last}");
        rest.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(lines[600..]);

        var csv = await ada.GetAsync("/v1/usage/export");
        csv.MediaType.ShouldBe("text/csv");
        var rows = csv.Body.Split("\r\n");
        (await ada.GetAsync($"/v1/usage/export?after={last}")).Body.ShouldBe(string.Join("\r\n", rows[601..]), "without a header");
        (await ada.GetAsync("/v1/usage/export?format=xml&after=x")).FaultyFields.ShouldBe(["after", "format"]);
    }

    [Fact]
    public async Task A_list_by_settlement_continues_with_calls_that_were_stored_since()
    {
        var now = host.Time.GetUtcNow();
        var (longStream, first, second) = (Call(now), Call(now.AddSeconds(1)), Call(now.AddSeconds(2)) with { Simulated = true });
        await RecordAsync(first);
        await RecordAsync(second);
        var page = await ReadAsync("&limit=1");
        page.Ids.ShouldBe([first.Id.ToString()]);
        page = await ReadAsync($"&limit=1&after={page.Next}");
        page.Ids.ShouldBe([second.Id.ToString()]);
        page = await ReadAsync($"&after={page.Next}");
        page.Ids.ShouldBeEmpty();
        var receipt = (await ada.GetAsync($"/v1/usage/requests/{second.Id}")).Json;
        receipt.GetProperty("settlement_id").GetString().ShouldBeNull("it is simulated");

        await RecordAsync(longStream);

        (await ReadAsync($"&after={page.Next}&status=error")).Ids.ShouldBeEmpty();
        (await ReadAsync($"&after={page.Next}")).Ids.ShouldBe([longStream.Id.ToString()]);
        (await ada.GetAsync($"/v1/usage/requests?order=started&after={second.Id}")).Json.GetProperty("data").EnumerateArray()
            .Select(call => call.GetProperty("id").GetString()).ShouldBe([first.Id.ToString(), longStream.Id.ToString()]);

        async Task<(string?[] Ids, string Next)> ReadAsync(string query)
        {
            var answer = await ada.GetAsync($"/v1/usage/requests?order=settled{query}");
            answer.ShouldBe(200);
            var data = answer.Json.GetProperty("data").EnumerateArray();
            return ([.. data.Select(call => call.GetProperty("id").GetString())], answer.Text("next"));
        }
    }

    [Fact]
    public async Task An_export_by_settlement_has_the_calls_of_the_list_and_continues_after_each_line()
    {
        var calls = Enumerable.Range(0, 700).Select(i => Call(host.Time.GetUtcNow().AddSeconds(-i))).ToArray();
        foreach (var batch in calls.Chunk(300)) await RecordAsync(batch);
        var listed = (await ada.GetAsync("/v1/usage/requests?order=settled&limit=500")).Json.GetProperty("data").EnumerateArray()
            .Select(call => call.GetProperty("id").GetString()).ToList();

        var lines = (await ada.GetAsync("/v1/usage/export?format=jsonl&order=settled")).Body
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(700);
        var rows = (await ada.GetAsync("/v1/usage/export?order=settled")).Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        rows.Length.ShouldBe(701);
        rows[0].ShouldEndWith(",provider_error,cursor");
        lines.Select(IdOf).ShouldBe(rows[1..].Select(static row => row.Split(',')[0]));
        lines.Take(500).Select(IdOf).ShouldBe(listed);
        lines.Select(CursorOf).ShouldBe(rows[1..].Select(static row => row.Split(',')[^1]));

        var cursor = CursorOf(lines[599]);
        (await ada.GetAsync($"/v1/usage/export?order=settled&after={cursor}")).Body.ShouldBe(
            string.Concat(rows[601..].Select(static row => row + "\r\n")), "without a header");
        var late = Call(host.Time.GetUtcNow().AddDays(-1));
        await RecordAsync(late);
        (await ada.GetAsync($"/v1/usage/export?format=jsonl&order=settled&after={cursor}")).Body
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(IdOf).ShouldBe([.. lines[600..].Select(IdOf), late.Id.ToString()]);
        (await ada.GetAsync($"/v1/usage/export?format=jsonl&order=settled&model=other&after={cursor}")).Body.ShouldBeEmpty();

        static string? IdOf(string line) => JsonElement.Parse(line).GetProperty("id").GetString();

        static string? CursorOf(string line) => JsonElement.Parse(line).GetProperty("cursor").GetString();
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_read_is_an_error()
    {
        var call = Call();
        await RecordAsync(call);
        var cursor = (await ada.GetAsync("/v1/usage/requests?order=settled")).Text("next");
        var eve = await host.SignUpAsync("eve@example.com");
        var changed = cursor[..20] + (cursor[20] == 'A' ? 'B' : 'A') + cursor[21..];
        string[] bad =
        [
            "", "x", "cur_", cursor[..^1], cursor + "A", changed, cursor.ToUpperInvariant(), call.Id.ToString(), new string('A', 8_000),
            "cur_" + new string('/', 48), "%F0%9F%A6%8A%00",
            (await eve.GetAsync("/v1/usage/requests?order=settled")).Text("next"),
        ];

        foreach (var path in new[] { "/v1/usage/requests?order=settled", "/v1/usage/export?order=settled" })
        {
            foreach (var after in bad)
            {
                var answer = await ada.GetAsync($"{path}&after={after}");
                answer.ShouldBe(400, "INVALID_REQUEST");
                answer.FaultyFields.ShouldBe(["after"], after);
                answer.Text("detail").ShouldContain("must be a cursor of this team from a list with order=settled");
            }
        }

        (await ada.GetAsync($"/v1/usage/requests?after={cursor}")).Text("detail").ShouldBe("after must be an id that begins with req_.");
        (await ada.GetAsync("/v1/usage/requests?order=random")).Text("detail").ShouldBe("order must be one of started, settled.");
        (await ada.GetAsync($"/v1/usage/requests?order=settled&after={cursor}")).ShouldBe(200);
    }

    private UsageRecord Call(DateTimeOffset? at = null)
    {
        var time = at ?? host.Time.GetUtcNow();
        return new UsageRecord
        {
            Id = RequestId.New(time),
            At = time,
            TeamId = teamId,
            KeyId = key,
            MemberId = member,
            ModelRequested = "gpt-5",
            ModelServed = "openai/gpt-5",
            Provider = "openai",
            Route = "pinned",
            Status = 200,
            Tokens = new TokenBuckets { InputUncached = 5, CacheRead = 10, OutputText = 3, OutputReasoning = 2 },
            Source = UsageSource.Provider,
            DurationMs = 900,
            Attempts = 1,
            PricesFrom = new DateOnly(2025, 8, 7),
            CatalogVersion = "v",
        };
    }

    private Task RecordAsync(params UsageRecord[] calls) =>
        host.Services.GetRequiredService<IUsageStore>().AppendAsync(calls, TestContext.Current.CancellationToken);
}
