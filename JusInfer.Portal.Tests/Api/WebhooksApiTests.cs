using System.Text;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

public sealed class WebhooksApiTests : IAsyncLifetime
{
    private const string Password = "a long enough password";
    private const string Url = "https://hooks.example.com/jusinfer";

    private static readonly string[] Paused = ["alert.paused"];
    private static readonly string[] Unknown = ["alert.unknown"];

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync("ada@example.com", Password);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_secret_is_only_in_the_answer_that_adds_the_webhook_and_encrypted_in_the_store()
    {
        var added = await ada.PostAsync("/v1/webhooks", new { url = Url, events = Paused });

        added.ShouldBe(201);
        added.Headers.Location!.ToString().ShouldBe($"/v1/webhooks/{added.Text("id")}");
        var listed = await ada.GetAsync("/v1/webhooks");
        listed.Body.ShouldNotContain("whsec_");
        var webhook = listed.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        webhook.GetProperty("url").GetString().ShouldBe(Url);
        webhook.GetProperty("events").EnumerateArray().Select(static type => type.GetString()).ShouldBe(["alert.paused"]);
        webhook.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        var teamId = TeamId.Parse((await ada.GetAsync("/v1/tenant")).Text("id"), null);
        var stored = (await host.Services.GetRequiredService<IWebhookStore>().ListAsync(teamId, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        Encoding.UTF8.GetString(stored.Secret).ShouldNotContain(added.Text("secret")["whsec_".Length..]);
        host.Services.GetRequiredService<WebhookSecrets>().Open(stored.Secret)!.Reveal().ShouldBe(added.Text("secret"));
        host.Logs.Lines.ShouldNotContain(line => line.Contains(added.Text("secret"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fields_that_are_absent_keep_their_value()
    {
        var id = (await ada.PostAsync("/v1/webhooks", new { url = Url, events = Paused, enabled = false })).Text("id");

        var enabled = await ada.PatchAsync($"/v1/webhooks/{id}", new { enabled = true });
        (enabled.Text("url"), enabled.Json.GetProperty("events").GetArrayLength(), enabled.Json.GetProperty("enabled").GetBoolean()).ShouldBe((Url, 1, true));
        var all = await ada.PatchAsync($"/v1/webhooks/{id}", new { events = (string[]?)null, url = "https://other.example.com" });
        (all.Text("url"), all.Json.GetProperty("events").GetArrayLength(), all.Json.GetProperty("enabled").GetBoolean()).ShouldBe(("https://other.example.com/", 0, true));

        (await ada.DeleteAsync($"/v1/webhooks/{id}")).ShouldBe(204);
        (await ada.DeleteAsync($"/v1/webhooks/{id}")).ShouldBe(404, "NOT_FOUND");
        (await ada.GetAsync("/v1/webhooks")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Every_fault_of_a_webhook_is_named()
    {
        (await ada.PostAsync("/v1/webhooks", new { events = Unknown, enabled = "yes" })).FaultyFields.ShouldBe(["enabled", "events", "url"]);
        foreach (var url in new[] { "http://example.com", "https://10.0.0.1/x", "https://localhost/x", "nonsense", "" })
            (await ada.PostAsync("/v1/webhooks", new { url })).FaultyFields.ShouldBe(["url"], url);
        var id = (await ada.PostAsync("/v1/webhooks", new { url = Url })).Text("id");
        (await ada.PatchAsync($"/v1/webhooks/{id}", new { url = "https://[::1]/" })).FaultyFields.ShouldBe(["url"]);
        (await ada.GetAsync($"/v1/webhooks/{id}/deliveries?limit=0&after=x")).FaultyFields.ShouldBe(["after", "limit"]);
    }

    [Fact]
    public async Task A_team_has_at_most_ten_webhooks()
    {
        for (var number = 0; number < 10; number++) (await ada.PostAsync("/v1/webhooks", new { url = Url })).ShouldBe(201);

        (await ada.PostAsync("/v1/webhooks", new { url = Url })).ShouldBe(409, "CONFLICT");
    }

    [Fact]
    public async Task Webhooks_are_for_owners_and_admins_of_their_team()
    {
        var id = (await ada.PostAsync("/v1/webhooks", new { url = Url })).Text("id");
        var test = (await ada.PostAsync($"/v1/webhooks/{id}/test", new { })).Text("id");
        var (bob, grace) = (await host.SignUpAsync("bob@example.com"), await JoinAsync("grace@example.com", "billing"));

        foreach (var (client, status) in new[] { (bob, 404), (grace, 403), (new ControlPlaneClient(host.Http), 401) })
        {
            (await client.PatchAsync($"/v1/webhooks/{id}", new { enabled = false })).ShouldBe(status);
            (await client.PostAsync($"/v1/webhooks/{id}/test", new { })).ShouldBe(status);
            (await client.GetAsync($"/v1/webhooks/{id}/deliveries")).ShouldBe(status);
            (await client.PostAsync($"/v1/webhooks/{id}/deliveries/{test}/redeliver", new { })).ShouldBe(status);
            (await client.DeleteAsync($"/v1/webhooks/{id}")).ShouldBe(status);
        }

        (await grace.GetAsync("/v1/webhooks")).ShouldBe(403, "FORBIDDEN");
        (await grace.PostAsync("/v1/webhooks", new { url = Url })).ShouldBe(403, "FORBIDDEN");
        (await bob.GetAsync("/v1/webhooks")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await ada.PostAsync($"/v1/webhooks/{id}/deliveries/msg_nothing/redeliver", new { })).ShouldBe(404, "NOT_FOUND");
        (await ada.GetAsync("/v1/webhooks/whk_nothing/deliveries")).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Alerts_are_listed_in_pages_to_those_whom_they_concern()
    {
        var team = await ada.GetAsync("/v1/tenant");
        var teamId = TeamId.Parse(team.Text("id"), null);
        var (grace, carol, bob) = (await JoinAsync("grace@example.com", "member"), await JoinAsync("carol@example.com", "billing"), await host.SignUpAsync("bob@example.com"));
        var graceId = MemberId.Parse((await grace.GetAsync("/v1/tenant")).Text("member_id"), null);
        await host.Services.GetRequiredService<IAlertStore>().AddAsync(
            [
                Alert.Create(teamId, host.Time.GetUtcNow(), AlertRule.WalletLow, "low", "1", "The wallet is low."),
                Alert.Create(teamId, host.Time.GetUtcNow().AddSeconds(1), AlertRule.KeyExpiring, "key", "1", "The key expires.", graceId),
            ],
            TestContext.Current.CancellationToken);

        foreach (var client in new[] { ada, carol })
        {
            var page = await client.GetAsync("/v1/alerts?limit=1");
            var first = page.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
            (first.GetProperty("rule").GetString(), first.GetProperty("message").GetString(), first.GetProperty("path").GetString())
                .ShouldBe(("key_expiring", "The key expires.", "/developer/keys?key=key"));
            var rest = await client.GetAsync($"/v1/alerts?limit=1&after={page.Text("next")}");
            rest.Json.GetProperty("data")[0].GetProperty("rule").GetString().ShouldBe("wallet_low");
            rest.Json.GetProperty("next").GetString().ShouldBeNull();
        }

        (await grace.GetAsync("/v1/alerts")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("rule").GetString().ShouldBe("key_expiring");
        (await bob.GetAsync("/v1/alerts")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await new ControlPlaneClient(host.Http).GetAsync("/v1/alerts")).ShouldBe(401, "UNAUTHORIZED");
        (await ada.GetAsync("/v1/alerts?limit=501&after=x")).FaultyFields.ShouldBe(["after", "limit"]);
    }

    private async Task<ControlPlaneClient> JoinAsync(string email, string role)
    {
        var invited = await ada.PostAsync("/v1/tenant/members", new { email, role });
        var invite = invited.Text("invite_url").Split("invite=")[1];
        var joined = await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/signup", new { email, password = Password, invite });
        joined.ShouldBe(201);
        return new ControlPlaneClient(host.Http) { Access = joined.Text("access_token") };
    }
}
