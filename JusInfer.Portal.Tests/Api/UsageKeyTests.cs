using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

/// <summary>Keys with the scope <c>usage:read</c> read parts of the control plane and nothing else.</summary>
public sealed class UsageKeyTests(UsageKeyTests.Shared shared) : IClassFixture<UsageKeyTests.Shared>, IAsyncLifetime
{
    private static readonly string[] Elsewhere = ["203.0.113.0/24"];

    private readonly PortalHost portal = shared.Portal;
    private PortalTeam team = null!;

    public static TheoryData<string> Readable =>
    [
        "/v1/usage", "/v1/usage?group_by=key", "/v1/usage/requests", "/v1/usage/export?format=jsonl", "/v1/usage/export.csv", "/v1/runs", "/v1/keys", "/v1/usage/completion",
    ];

    public static TheoryData<string, string> Unreadable => new()
    {
        { "GET", "/v1/tenant" }, { "GET", "/v1/tenant/members" }, { "GET", "/v1/tenant/wallet" }, { "GET", "/v1/tenant/wallet/ledger" }, { "GET", "/v1/budgets" },
        { "GET", "/v1/refusals" }, { "GET", "/v1/audit" }, { "GET", "/v1/audit.csv" }, { "GET", "/v1/auth/sessions" }, { "POST", "/v1/keys" }, { "PATCH", "/v1/tenant" },
        { "POST", "/v1/auth/logout-all" }, { "POST", "/v1/runs/x/resume" }, { "GET", "/v1/operator/tenants" },
    };

    public async ValueTask InitializeAsync() => team = await portal.SignUpAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task It_reads_usage_runs_limits_and_keys(string path)
    {
        var key = await team.MintAsync(new { name = "dashboard", scope = "usage:read" });
        (await As(key).GetAsync(path)).ShouldBe(200);
        (await As(key).GetAsync($"/v1/limits?key={key.Id}")).ShouldBe(200);
        (await As(key).GetAsync("/v1/usage/requests/req_00000000000000000000000000000000")).ShouldBe(404, "NOT_FOUND");
        (await As(key).GetAsync("/v1/runs/none")).ShouldBe(404, "NOT_FOUND");
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task It_does_nothing_else(string method, string path)
    {
        var key = await team.MintAsync(new { name = "dashboard", scope = "usage:read" });

        var answer = method switch
        {
            "GET" => await As(key).GetAsync(path),
            "PATCH" => await As(key).PatchAsync(path, new { name = "mine" }),
            _ => await As(key).PostAsync(path, new { name = "mine" }),
        };

        answer.ShouldBe(401, "UNAUTHORIZED");
        answer.Text("detail").ShouldContain("requires an access token");
    }

    [Fact]
    public async Task A_key_for_calls_reads_nothing()
    {
        var answer = await As(await team.MintAsync()).GetAsync("/v1/usage");

        answer.ShouldBe(401, "UNAUTHORIZED");
        answer.Text("detail").ShouldContain("usage:read");
    }

    [Fact]
    public async Task A_revoked_unknown_or_mistyped_key_reads_nothing()
    {
        var key = await team.MintAsync(new { name = "dashboard", scope = "usage:read" });
        (await As(key).GetAsync("/v1/usage")).ShouldBe(200);
        await team.Api.DeleteAsync($"/v1/keys/{key.Id}");

        (await As(key).GetAsync("/v1/usage")).ShouldBe(401, "UNAUTHORIZED");
        (await new ControlPlaneClient(portal.Http) { Access = Portal.Keys.KeyFormat.Generate().Reveal() }.GetAsync("/v1/usage")).ShouldBe(401, "UNAUTHORIZED");
        (await new ControlPlaneClient(portal.Http) { Access = "jinf_x" }.GetAsync("/v1/usage")).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task It_reads_nothing_from_an_address_that_it_does_not_allow()
    {
        var key = await team.MintAsync(new { name = "dashboard", scope = "usage:read", allowed_addresses = Elsewhere });

        var answer = await As(key).GetAsync("/v1/usage");

        answer.ShouldBe(403, "FORBIDDEN");
        answer.Text("detail").ShouldContain("127.0.0.1");
        answer.Body.ShouldNotContain("203.0.113");
    }

    [Fact]
    public async Task It_sees_the_keys_that_its_member_sees_and_a_service_key_itself()
    {
        var member = await team.JoinAsync("grace@example.com");
        var ofOwner = await team.MintAsync(new { name = "owner", scope = "usage:read" });
        var ofMember = await team.MintAsync(new { name = "member", scope = "usage:read", member_id = member });
        var service = await team.MintAsync(new { name = "service", scope = "usage:read", service = true });

        (await KeysOfAsync(ofOwner)).ShouldBe([service.Id, ofMember.Id, ofOwner.Id]);
        (await KeysOfAsync(ofMember)).ShouldBe([ofMember.Id]);
        (await KeysOfAsync(service)).ShouldBe([service.Id]);
        (await As(service).GetAsync($"/v1/limits?key={service.Id}")).ShouldBe(200);
        (await As(service).GetAsync($"/v1/limits?key={ofOwner.Id}")).ShouldBe(404, "NOT_FOUND");

        async Task<IEnumerable<string?>> KeysOfAsync(Caller key) =>
            (await As(key).GetAsync("/v1/keys")).Json.GetProperty("data").EnumerateArray().Select(listed => listed.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Another_teams_usage_is_not_visible()
    {
        var other = await portal.SignUpAsync();
        var key = await other.MintAsync(new { name = "dashboard", scope = "usage:read" });
        var mine = await team.MintAsync();

        (await As(key).GetAsync($"/v1/limits?key={mine.Id}")).ShouldBe(404, "NOT_FOUND");
        (await As(key).GetAsync("/v1/keys")).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    private ControlPlaneClient As(Caller key) => new(portal.Http) { Access = key.Key };

    /// <summary>The portal of all tests, each of which has a team of its own.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal PortalHost Portal { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Portal = await PortalHost.StartAsync(new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]));

        public ValueTask DisposeAsync() => Portal.DisposeAsync();
    }
}
