using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

/// <summary>Changes with <c>If-Match</c> (RFC 9110, section 13.1.1). Those of budgets are in <see cref="BudgetsApiTests"/>.</summary>
public sealed class IfMatchTests : IAsyncLifetime
{
    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private string member = default!;
    private string key = default!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync("ada@example.com");
        member = (await ada.GetAsync("/v1/tenant")).Text("member_id");
        key = (await ada.PostAsync("/v1/keys", new { name = "key" })).Text("id");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("key")]
    [InlineData("team")]
    [InlineData("rates")]
    [InlineData("cap")]
    public async Task A_change_of_an_older_version_is_rejected_and_changes_nothing(string subject)
    {
        (await ChangeAsync(subject, 5, "\"1\"")).Headers.ETag!.Tag.ShouldBe("\"2\"");

        var late = await ChangeAsync(subject, 6, "\"1\"");

        late.ShouldBe(409, "CONFLICT");
        late.Text("detail").ShouldContain("its version is 2");
        (await ReadAsync(subject)).ShouldBe((5, 2));
        (await ChangeAsync(subject, 7, "\"2\"")).ShouldBe(200);
        (await ReadAsync(subject)).ShouldBe((7, 3));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("team")]
    [InlineData("rates")]
    [InlineData("cap")]
    public async Task Without_a_version_or_with_a_star_a_change_applies_and_an_unreadable_tag_matches_nothing(string subject)
    {
        (await ChangeAsync(subject, 5, ifMatch: null)).ShouldBe(200);
        (await ChangeAsync(subject, 6, "*")).ShouldBe(200);
        (await ChangeAsync(subject, 7, "abc")).ShouldBe(409, "CONFLICT");
        (await ReadAsync(subject)).ShouldBe((6, 3));
    }

    [Fact]
    public async Task The_entity_tag_of_the_team_is_its_version()
    {
        (await ada.GetAsync("/v1/tenant")).Headers.ETag!.Tag.ShouldBe("\"1\"");
        await ada.PatchAsync("/v1/tenant", new { name = "Renamed" });
        (await ada.GetAsync("/v1/tenant")).Headers.ETag!.Tag.ShouldBe("\"2\"");
    }

    [Fact]
    public async Task Changes_of_different_fields_at_the_same_time_are_all_kept()
    {
        var changes = Enumerable.Range(1, 8).SelectMany(value => new[]
        {
            ada.PatchAsync("/v1/tenant", new { rpm = value }),
            ada.PatchAsync("/v1/tenant", new { tpm = value }),
            ada.PatchAsync($"/v1/keys/{key}", new { tpm = value }),
            ada.PatchAsync($"/v1/keys/{key}", new { concurrency = value }),
        }).ToList();
        foreach (var answer in await Task.WhenAll(changes)) answer.ShouldBe(200);

        var (team, ofKey) = ((await ada.GetAsync("/v1/tenant")).Json, (await ada.GetAsync("/v1/keys")).Json.GetProperty("data")[0]);
        (team.GetProperty("version").GetInt64(), ofKey.GetProperty("version").GetInt64()).ShouldBe((17, 17));
        foreach (var (json, field) in new[] { (team, "rpm"), (team, "tpm"), (ofKey, "tpm"), (ofKey, "concurrency") })
            json.GetProperty(field).GetInt32().ShouldBeInRange(1, 8);
    }

    private Task<ApiAnswer> ChangeAsync(string subject, int value, string? ifMatch) => subject switch
    {
        "key" => ada.PatchAsync($"/v1/keys/{key}", new { tpm = value }, ifMatch),
        "team" => ada.PatchAsync("/v1/tenant", new { tpm = value }, ifMatch),
        "rates" => ada.PatchAsync($"/v1/tenant/members/{member}", new { tpm = value }, ifMatch),
        _ => ada.PostAsync($"/v1/tenant/members/{member}/cap", new { monthly_usd = value }, ifMatch),
    };

    private async Task<(int Value, long Version)> ReadAsync(string subject)
    {
        var json = subject switch
        {
            "key" => (await ada.GetAsync("/v1/keys")).Json.GetProperty("data")[0],
            "team" => (await ada.GetAsync("/v1/tenant")).Json,
            _ => (await ada.GetAsync("/v1/tenant/members")).Json.GetProperty("data")[0],
        };
        var value = subject is "cap" ? json.GetProperty("cap").GetProperty("monthly_usd") : json.GetProperty("tpm");
        return (value.GetInt32(), json.GetProperty("version").GetInt64());
    }
}
