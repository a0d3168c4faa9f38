using System.Text.Json;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

public sealed class AuditApiTests : IAsyncLifetime
{
    private const string Password = "planted password 7c1f";

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync("ada@example.com", Password);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_log_says_who_changed_what_from_where_and_with_which_session()
    {
        var minted = await ada.PostAsync("/v1/keys", new { name = "laptop" });
        (await ada.PatchAsync($"/v1/keys/{minted.Text("id")}", new { rpm = 60 })).ShouldBe(200);

        var page = await ada.GetAsync("/v1/audit?limit=1");
        page.ShouldBe(200);
        var entry = page.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        (TextOf(entry, "action"), TextOf(entry, "actor"), TextOf(entry, "address")).ShouldBe(("key.changed", "ada@example.com", "127.0.0.1"));
        TextOf(entry, "session_id").ShouldStartWith("ses_");
        (TextOf(entry, "subject"), TextOf(entry, "subject_name")).ShouldBe((minted.Text("id"), "laptop"));
        var change = entry.GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        (TextOf(change, "field"), TextOf(change, "before"), TextOf(change, "after")).ShouldBe(("rpm", "600", "60"));
        page.Json.GetProperty("head").GetProperty("hash").GetString().ShouldBe(TextOf(entry, "hash"));

        var second = await ada.GetAsync($"/v1/audit?limit=1&after={page.Text("next")}");
        var earlier = second.Json.GetProperty("data")[0];
        (TextOf(earlier, "action"), TextOf(earlier, "hash")).ShouldBe(("key.created", TextOf(entry, "previous")));
    }

    [Fact]
    public async Task A_rotation_has_the_abbreviated_secrets_and_the_end_of_the_old_one()
    {
        var minted = await ada.PostAsync("/v1/keys", new { name = "laptop" });
        var rotated = await ada.PostAsync($"/v1/keys/{minted.Text("id")}/rotate", new { overlap_seconds = 60 });

        var page = await ada.GetAsync("/v1/audit?action=key.rotated");

        var entry = page.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        TextOf(entry, "subject").ShouldBe(minted.Text("id"));
        var changes = entry.GetProperty("changes").EnumerateArray().ToDictionary(static row => TextOf(row, "field")!);
        changes.Keys.ShouldBe(["display", "previous_secret_ends_at"], ignoreOrder: true);
        (TextOf(changes["display"], "before"), TextOf(changes["display"], "after"))
            .ShouldBe((minted.Text("display"), rotated.Text("display")));
        TextOf(changes["previous_secret_ends_at"], "after")
            .ShouldBe(rotated.Json.GetProperty("previous_secret").GetProperty("ends_at").GetString());
        page.Body.ShouldNotContain(rotated.Text("key"));
    }

    [Fact]
    public async Task Sign_ins_are_listed_also_those_that_were_rejected()
    {
        await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = "ada@example.com", password = "not the password" });
        await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = "nobody@example.com", password = "not the password" });
        await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = "ada@example.com", password = Password });

        (await ActionsAsync("/v1/audit?action=session.")).ShouldBe(["session.started", "session.rejected", "session.started"]);
        var started = (await ada.GetAsync("/v1/audit?action=session.started")).Json.GetProperty("data")[0];
        var method = started.GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        (TextOf(method, "field"), TextOf(method, "before"), TextOf(method, "after")).ShouldBe(("method", null, "password"));
        var rejected = (await ada.GetAsync("/v1/audit?action=session.rejected")).Json.GetProperty("data")[0];
        (rejected.GetProperty("actor").ValueKind, TextOf(rejected, "subject_name")).ShouldBe((JsonValueKind.Null, "ada@example.com"));
    }

    [Fact]
    public async Task Filters_select_by_person_action_and_time()
    {
        await ada.PostAsync("/v1/keys", new { name = "laptop" });
        var id = (await ada.GetAsync("/v1/audit")).Json.GetProperty("data")[0].GetProperty("actor_id").GetString();

        (await ActionsAsync($"/v1/audit?actor={id}&action=key.created")).ShouldBe(["key.created"]);
        (await ActionsAsync("/v1/audit?actor=ADA@example.com&action=key.created")).ShouldBe(["key.created"]);
        (await ActionsAsync("/v1/audit?actor=grace@example.com")).ShouldBeEmpty();
        (await ActionsAsync("/v1/audit?to=2026-11-20")).ShouldBeEmpty();
        (await ActionsAsync("/v1/audit?from=2026-11-20&action=team.created")).ShouldBe(["team.created"]);
        (await ada.GetAsync("/v1/audit?after=x&limit=0&from=never")).FaultyFields.ShouldBe(["after", "from", "limit"]);
    }

    [Fact]
    public async Task The_log_is_for_owners_and_admins_of_the_team()
    {
        var bob = await host.SignUpAsync("bob@example.com");
        await ada.PostAsync("/v1/keys", new { name = "laptop" });
        (await bob.GetAsync("/v1/audit?action=key.created")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);

        var invited = await ada.PostAsync("/v1/tenant/members", new { email = "grace@example.com", role = "member" });
        var token = invited.Text("invite_url").Split("invite=")[1];
        var joined = await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/signup", new { email = "grace@example.com", password = Password, invite = token });
        var grace = new ControlPlaneClient(host.Http) { Access = joined.Text("access_token") };
        (await grace.GetAsync("/v1/audit")).ShouldBe(403, "FORBIDDEN");
        (await grace.GetAsync("/v1/audit.csv")).ShouldBe(403, "FORBIDDEN");
        (await new ControlPlaneClient(host.Http).GetAsync("/v1/audit")).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task The_export_has_every_entry_and_no_secret()
    {
        var minted = await ada.PostAsync("/v1/keys", new { name = "=laptop, \"big\"" });
        (await ada.PostAsync("/v1/auth/password", new { current = Password, @new = "another " + Password })).ShouldBe(204);
        var invited = await ada.PostAsync("/v1/tenant/members", new { email = "grace@example.com", role = "member" });

        var csv = await ada.GetAsync("/v1/audit.csv");

        csv.ShouldBe(200);
        csv.MediaType.ShouldBe("text/csv");
        var lines = csv.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(1 + (await ActionsAsync("/v1/audit")).Length);
        csv.Body.ShouldContain("\"'=laptop, \"\"big\"\"\"");
        csv.Body.ShouldContain("password.changed");
        foreach (var secret in new[] { minted.Text("key"), Password, invited.Text("invite_url").Split("invite=")[1], ada.Access! }) csv.Body.ShouldNotContain(secret);
    }

    [Fact]
    public void Every_action_is_listed_once() => AuditActions.All.ShouldBeUnique();

    private static string? TextOf(JsonElement entry, string field) => entry.GetProperty(field).GetString();

    private async Task<string?[]> ActionsAsync(string path) =>
        [.. (await ada.GetAsync(path)).Json.GetProperty("data").EnumerateArray().Select(entry => TextOf(entry, "action"))];
}
