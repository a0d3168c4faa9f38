using System.Text.Json;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Authentication;

/// <summary>
/// A key that was rotated is the same key with another secret: what is counted by its id continues, and what ends it ends both secrets.
/// </summary>
public sealed class RotatedKeyTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const long Hour = 3600;

    private static readonly string Call = Caller.Asking(GatewayHost.Frontier);

    [Fact] // maximhq/bifrost#3220
    public async Task The_rate_continues()
    {
        var old = await gateway.Team.MintAsync(new { name = "slow", rpm = 1 });
        (await old.AskAsync(Call)).ShouldBe(200);

        var rotated = await gateway.Team.RotateAsync(old, Hour);

        (await rotated.AskAsync(Call)).ShouldBe(429, "RATE_LIMIT");
        (await old.AskAsync(Call)).ShouldBe(429, "RATE_LIMIT");
    }

    [Theory] // BerriAI/litellm#31079, weave-os/router#564
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cap_and_a_budget_that_are_used_up_stay_so(bool isCap)
    {
        var team = await gateway.Portal.SignUpAsync();
        var old = await team.MintAsync(new { name = "capped", monthly_cap_usd = isCap ? 0.0004m : (decimal?)null });
        if (!isCap)
        {
            var budget = new { scope = "key", scope_id = old.Id, window = "day", amount_usd = 0.0004m, on_reach = "block" };
            (await team.Api.PostAsync("/v1/budgets", budget)).ShouldBe(201);
        }

        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab", ChatSse.OpenAiUsage)));
        (await old.AskAsync(Call)).ShouldBe(200);

        var rotated = await team.RotateAsync(old, Hour);

        (await rotated.AskAsync(Call)).ShouldBe(402, "CAP_REACHED");
        (await old.AskAsync(Call)).ShouldBe(402, "CAP_REACHED");
    }

    [Fact]
    public async Task Calls_with_both_secrets_are_those_of_one_key()
    {
        var old = await gateway.Team.MintAsync();
        var rotated = await gateway.Team.RotateAsync(old, Hour);
        (await old.AskAsync(Call)).ShouldBe(200);
        (await rotated.AskAsync(Call)).ShouldBe(200);

        rotated.Id.ShouldBe(old.Id);
        (await gateway.Team.RecordsAsync(rotated, count: 2)).Length.ShouldBe(2);
        var used = await Eventually.FoundAsync(async () =>
            (await KeyAsync(old)).GetProperty("previous_secret").GetProperty("last_used_at").GetString());
        used.ShouldNotBeNull("The portal says whether a client has the old secret still.");
    }

    [Fact]
    public async Task A_stored_response_is_continued_with_the_new_secret()
    {
        var old = await gateway.Team.MintAsync();
        var first = await old.PostAsync("/v1/responses", $$"""{"model":"{{GatewayHost.Frontier}}","input":"hello"}""");
        first.ShouldBe(200);

        var rotated = await gateway.Team.RotateAsync(old);

        var id = first.Json.GetProperty("id").GetString();
        var next = $$"""{"model":"{{GatewayHost.Frontier}}","input":"more","previous_response_id":"{{id}}"}""";
        (await rotated.PostAsync("/v1/responses", next)).ShouldBe(200);
        (await old.AskAsync(Call)).ShouldBe(401, "INVALID_KEY");
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("expired")]
    [InlineData("old secret reported")]
    [InlineData("new secret reported")]
    public async Task What_ends_the_key_ends_both_secrets(string end)
    {
        var old = await gateway.Team.MintAsync();
        var rotated = await gateway.Team.RotateAsync(old, Hour);
        (await old.AskAsync(Call)).ShouldBe(200);
        (await rotated.AskAsync(Call)).ShouldBe(200);

        if (end == "revoked") (await gateway.Team.Api.DeleteAsync($"/v1/keys/{old.Id}")).ShouldBe(204);
        else if (end == "expired") await UpdateAsync(rotated, key => key with { ExpiresAt = key.CreatedAt });
        else await ReportAsync(end == "old secret reported" ? old : rotated);

        await Eventually.TrueAsync(async () => (await old.AskAsync(Call)).Status == 401);
        (await rotated.AskAsync(Call)).ShouldBe(401, "INVALID_KEY");
    }

    [Fact]
    public async Task A_paused_key_stays_paused()
    {
        var team = await gateway.Portal.SignUpAsync();
        var old = await team.MintAsync();
        var info = (await team.Api.GetAsync("/v1/tenant")).Json;
        var pause = new Pause
        {
            TeamId = TeamId.Parse(info.GetProperty("id").GetString()!, provider: null),
            Scope = PauseScope.Key,
            Subject = old.Id,
            KeyId = KeyId.Parse(old.Id, provider: null),
            MemberId = MemberId.Parse(info.GetProperty("member_id").GetString()!, provider: null),
            At = DateTimeOffset.UnixEpoch,
            Reason = "It spent too much.",
        };
        var pauses = gateway.Portal.Services.GetRequiredService<IPauseStore>();
        await pauses.AddAsync(pause, TestContext.Current.CancellationToken);
        (await old.AskUntilAsync(403, Call)).ShouldBe(403, "KEY_PAUSED");

        var rotated = await team.RotateAsync(old, Hour);

        (await rotated.AskAsync(Call)).ShouldBe(403, "KEY_PAUSED");
        (await old.AskAsync(Call)).ShouldBe(403, "KEY_PAUSED");
    }

    [Fact]
    public async Task A_stream_that_runs_when_its_secret_ends_goes_on_and_is_billed_to_the_key()
    {
        var rest = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("first")),
            Then.Await(rest.Task),
            Then.Send(ChatSse.Text(" second") + ChatSse.Finish() + ChatSse.Done)));
        var old = await gateway.Team.MintAsync();
        using var response = await old.OpenAsync(Caller.Streaming(GatewayHost.Frontier));
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        await Eventually.ReadAsync(reader, "first");

        var rotated = await gateway.Team.RotateAsync(old);
        (await old.AskAsync(Call)).ShouldBe(401, "INVALID_KEY");
        rest.SetResult();

        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldEndWith("data: [DONE]\n\n");
        var record = (await gateway.Team.RecordsAsync(rotated, count: 1)).ShouldHaveSingleItem();
        record.GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Fact]
    public async Task A_second_rotation_ends_the_oldest_secret()
    {
        var first = await gateway.Team.MintAsync();
        var second = await gateway.Team.RotateAsync(first, Hour);
        (await first.AskAsync(Call)).ShouldBe(200);

        var third = await gateway.Team.RotateAsync(second, Hour);

        (await first.AskAsync(Call)).ShouldBe(401, "INVALID_KEY");
        (await second.AskAsync(Call)).ShouldBe(200);
        (await third.AskAsync(Call)).ShouldBe(200);
    }

    [Fact]
    public async Task The_report_of_a_secret_that_has_ended_leaves_the_key_alone()
    {
        var old = await gateway.Team.MintAsync();
        var rotated = await gateway.Team.RotateAsync(old, Hour);
        var other = await gateway.Team.MintAsync();
        await UpdateAsync(rotated, key => key with { Previous = key.Previous! with { EndsAt = key.CreatedAt } });
        (await old.AskAsync(Call)).ShouldBe(401, "INVALID_KEY");

        await ReportAsync(old);
        await ReportAsync(other);

        await Eventually.TrueAsync(async () => (await other.AskAsync(Call)).Status == 401);
        (await rotated.AskAsync(Call)).ShouldBe(200);
    }

    private static async Task ReportAsync(Caller caller) =>
        (await caller.PostAsync("/v1/keys/report", $$"""{"key":"{{caller.Key}}"}""")).Status.ShouldBe(202);

    private async Task UpdateAsync(Caller caller, Func<ApiKey, ApiKey> change)
    {
        var store = gateway.Portal.Services.GetRequiredService<IKeyStore>();
        var key = (await store.FindAsync(KeyHash.From(caller.Key), TestContext.Current.CancellationToken)).ShouldNotBeNull().Key;
        (await store.UpdateAsync(change(key) with { Version = key.Version + 1 }, TestContext.Current.CancellationToken)).ShouldBeTrue();
    }

    private async Task<JsonElement> KeyAsync(Caller caller) => (await gateway.Team.Api.GetAsync("/v1/keys")).Json
        .GetProperty("data").EnumerateArray().Single(key => key.GetProperty("id").GetString() == caller.Id);
}
