using System.Text.Json;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

/// <summary>Runs and keys that runaway protection has paused.</summary>
public sealed class PausesApiTests : IAsyncLifetime
{
    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private TeamId teamId;
    private MemberId member;
    private KeyId key;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync();
        var team = await ada.GetAsync("/v1/tenant");
        (teamId, member) = (TeamId.Parse(team.Text("id"), provider: null), MemberId.Parse(team.Text("member_id"), provider: null));
        key = KeyId.Parse((await ada.PostAsync("/v1/keys", new { name = "agent" })).Text("id"), provider: null);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_paused_key_says_why_and_is_resumed()
    {
        (await ada.GetAsync("/v1/keys")).Json.GetProperty("data")[0].GetProperty("paused").ValueKind.ShouldBe(JsonValueKind.Null);
        await PauseAsync(PauseScope.Key, key.ToString());
        var paused = (await ada.GetAsync("/v1/keys")).Json.GetProperty("data")[0].GetProperty("paused");
        paused.GetProperty("at").GetString().ShouldBe("2026-11-20T12:00:00Z");
        paused.GetProperty("reason").GetString().ShouldBe("It spent too much.");

        var resumed = await ada.PostAsync($"/v1/keys/{key}/resume", new { });

        resumed.ShouldBe(200);
        resumed.Text("id").ShouldBe(key.ToString());
        resumed.Json.GetProperty("paused").ValueKind.ShouldBe(JsonValueKind.Null);
        (await ada.PostAsync($"/v1/keys/{key}/resume", new { })).ShouldBe(200);
    }

    [Fact]
    public async Task A_paused_run_is_resumed()
    {
        await PauseAsync(PauseScope.Run, "a/b");

        var resumed = await ada.PostAsync("/v1/runs/a%2Fb/resume", new { });

        resumed.ShouldBe(200);
        resumed.Text("session").ShouldBe("a/b");
        resumed.Json.GetProperty("paused").ValueKind.ShouldBe(JsonValueKind.Null);
        (await ada.PostAsync("/v1/runs/a%2Fb/resume", new { })).ShouldBe(200);
    }

    [Fact]
    public async Task Unknown_runs_and_keys_and_those_of_another_team_are_not_found()
    {
        await PauseAsync(PauseScope.Run, "run");
        await PauseAsync(PauseScope.Key, key.ToString());
        var eve = await host.SignUpAsync("eve@example.com");

        (await ada.PostAsync("/v1/runs/none/resume", new { })).ShouldBe(404, "NOT_FOUND");
        (await ada.PostAsync($"/v1/keys/{KeyId.New(host.Time.GetUtcNow())}/resume", new { })).ShouldBe(404, "NOT_FOUND");
        (await ada.PostAsync("/v1/keys/nonsense/resume", new { })).ShouldBe(404, "NOT_FOUND");
        (await eve.PostAsync("/v1/runs/run/resume", new { })).ShouldBe(404, "NOT_FOUND");
        (await eve.PostAsync($"/v1/keys/{key}/resume", new { })).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_member_resumes_their_own_runs_and_keys_only()
    {
        await PauseAsync(PauseScope.Run, "hers");
        await PauseAsync(PauseScope.Key, key.ToString());
        var bob = await host.SignUpAsync("bob@example.com");
        var user = UserId.Parse((await bob.PostAsync("/v1/auth/login", new { email = "bob@example.com", password = "a long enough password" })).Json.GetProperty("user").GetProperty("id").GetString()!, provider: null);
        await host.JoinAsync(teamId, user, Role.Member);
        var me = MemberId.Parse((await bob.GetAsync("/v1/tenant")).Text("member_id"), provider: null);
        await PauseAsync(PauseScope.Run, "his", me);

        (await bob.PostAsync("/v1/runs/hers/resume", new { })).ShouldBe(403, "FORBIDDEN");
        (await bob.PostAsync($"/v1/keys/{key}/resume", new { })).ShouldBe(404, "NOT_FOUND");
        (await bob.PostAsync("/v1/runs/his/resume", new { })).ShouldBe(200);
    }

    private Task<bool> PauseAsync(PauseScope scope, string subject, MemberId? holder = null) => host.Services.GetRequiredService<IPauseStore>().AddAsync(
        new Pause
        {
            TeamId = teamId,
            Scope = scope,
            Subject = subject,
            KeyId = key,
            MemberId = holder ?? member,
            At = host.Time.GetUtcNow(),
            Reason = "It spent too much.",
        },
        TestContext.Current.CancellationToken);
}
