using System.Collections.Concurrent;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// One pass of each attack on a real process, while another team sends calls: all of those succeed, the attacker gets only documented errors,
/// and nothing is logged as an error. One process gets all attacks, each by a team of its own. <c>Gateway/Requests/MemoryAttackTests</c> has the attacks on memory; <c>benchmarks/isolation.py</c> measures
/// the latency.
/// </summary>
[Trait("Promise", "P-24")]
[Slow]
public sealed class AttackTests(AttackTests.Target target) : IClassFixture<AttackTests.Target>, IAsyncLifetime
{
    private const int Attacks = 120;
    private const int Connections = 6;
    private const string Model = "test/model";

    /// <summary>The process compares each password with a hash, which takes 160 ms of a core.</summary>
    private const int PasswordAttacks = 40;
    private const string TokenWithObjectAsKeyId = "eyJhbGciOiJFUzI1NiIsImtpZCI6e319.e30.AAAA";

    private HttpClient latin1 = null!;
    private PortalTeam team = null!;
    private Caller attacker = null!;
    private Caller other = null!;

    private HttpClient Http => target.Http;

    public async ValueTask InitializeAsync()
    {
        latin1 = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1 }) { BaseAddress = Http.BaseAddress };
        team = await PortalTeam.SignUpAsync(Http);
        attacker = await team.MintAsync(new { name = "attacker", rpm = 100_000, tpm = 100_000_000 });
        other = await (await PortalTeam.SignUpAsync(Http)).MintAsync(new { name = "other", rpm = 100_000, tpm = 100_000_000 });
    }

    public ValueTask DisposeAsync()
    {
        latin1.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public Task Guessing_keys() => AttackAsync(
        [401, 429], async number => (await new Caller(Http, "", $"jinf_{number:d40}").AskAsync(Caller.Asking(Model))).Status);

    [Fact]
    public Task Guessing_passwords() => AttackAsync(
        [401, 429], async number => (await new ControlPlaneClient(Http).PostAsync("/v1/auth/login", new { email = $"a{number}@example.com", password = "a wrong password" })).Status, PasswordAttacks);

    [Fact]
    public Task Forging_access_tokens() => AttackAsync(
        [401, 429], async _ => (await new ControlPlaneClient(Http) { Access = TokenWithObjectAsKeyId }.GetAsync("/v1/tenant")).Status);

    [Fact]
    public Task Flooding_the_control_plane() => AttackAsync([200, 429], async _ => (await team.Api.GetAsync("/v1/usage?group_by=day,key,model")).Status);

    [Fact]
    public Task Exporting_without_end() => AttackAsync([200, 429], async _ => (await team.Api.GetAsync("/v1/usage/export.csv")).Status);

    [Theory]
    [InlineData("provoke 403")]
    [InlineData("provoke 404")]
    public Task Provoking_errors_of_the_provider(string text) => AttackAsync([502, 503], async _ => (await attacker.AskAsync(Caller.Asking(Model, text))).Status);

    [Fact]
    public Task Sending_headers_that_no_provider_accepts() => AttackAsync(
        [400], async _ => (await attacker.At(latin1).PostAsync("/v1/messages", Caller.Asking(Model, extra: ",\"max_tokens\":9"), ("anthropic-beta", "é"))).Status);

    [Fact]
    public Task Naming_objects_of_the_operators_account() => AttackAsync(
        [400], async _ => (await attacker.PostAsync("/v1/responses", $$$"""{"model":"{{{Model}}}","input":"x","prompt":{"id":"pmpt_unknown"}}""")).Status);

    [Fact]
    public async Task Calling_above_the_rate()
    {
        var limited = await team.MintAsync(new { name = "limited", rpm = 1, concurrency = 1 });

        await AttackAsync([200, 429], async _ => (await limited.AskAsync(Caller.Asking(Model))).Status);
    }

    /// <param name="expected">The statuses that the attacker may get.</param>
    /// <param name="attack">Sends one request and returns its status.</param>
    /// <param name="times">The number of requests.</param>
    private async Task AttackAsync(int[] expected, Func<int, Task<int>> attack, int times = Attacks)
    {
        var statuses = new ConcurrentBag<int>();
        var next = 0;
        var attackers = Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= times) statuses.Add(await attack(number));
        }).ToList();

        for (var call = 0; call < 20; call++) (await other.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        await Task.WhenAll(attackers);
        for (var call = 0; call < 20; call++) (await other.AskAsync(Caller.Asking(Model))).ShouldBe(200);

        statuses.Distinct().Except(expected).ShouldBeEmpty();
        target.Process.Output.Split('\n').Where(static line => line.StartsWith("fail:", StringComparison.Ordinal)).ShouldBeEmpty(target.Process.Output);
    }

    /// <summary>The process, and the provider of its model.</summary>
    public sealed class Target : IAsyncLifetime
    {
        private ScriptedUpstream upstream = null!;
        private PortalNode node = null!;

        internal PortalProcess Process { get; private set; } = null!;

        internal HttpClient Http { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            upstream = await ScriptedUpstream.StartAsync();
            upstream.Always(static request => request.Text switch
            {
                var text when text.Contains("provoke 403") => Replies.Error(403, "The input was flagged."),
                var text when text.Contains("provoke 404") => Replies.Error(404, "No prompt with this id."),
                _ => Replies.Json(ChatSse.Completion("x")),
            });
            var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Provider("beta", upstream.BaseUrl).Model(Model, ["alpha:model", "beta:model"]);
            node = new PortalNode(catalog);
            (Process, Http) = await node.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await node.DisposeAsync();
            await upstream.DisposeAsync();
        }
    }
}
