using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Gateway.Requests;

/// <summary>
/// Attacks of one caller on the memory of a real process, while another team sends calls: all of those succeed, and the process does not
/// grow. Before the limit, one request with 3,000 references took 6,400 MB.
/// </summary>
[Slow]
public sealed class MemoryAttackTests : IAsyncLifetime
{
    private const int OneMebibyte = 1024 * 1024;
    private const string Model = "test/model";

    private ScriptedUpstream upstream = null!;
    private PortalNode node = null!;
    private PortalProcess process = null!;
    private HttpClient http = null!;
    private Caller attacker = null!;
    private Caller other = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("x")));
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"], context: 1_000_000_000);
        node = new PortalNode(catalog, ("Gateway:MaxBytesInFlight", $"{256 * OneMebibyte}"), ("Accounts:SignUp", "open"));
        (process, http) = await node.StartAsync();
        attacker = await (await PortalTeam.SignUpAsync(http)).MintAsync(new { name = "attacker", concurrency = 1000 });
        other = await (await PortalTeam.SignUpAsync(http)).MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await node.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task Thousands_of_references_to_a_large_item_harm_no_one()
    {
        upstream.Script(Replies.Json(ChatSse.Completion(new string('x', 300_000))));
        var stored = await attacker.PostAsync("/v1/responses", $$"""{"model":"{{Model}}","input":"x"}""");
        stored.ShouldBe(200);
        var item = stored.Json.GetProperty("output")[0].GetProperty("id").GetString();
        var tooMany = References(item!, 3_000);
        var tooLarge = References(item!, 128);
        var before = process.PeakMemoryBytes;

        var attacks = Enumerable.Range(0, 20).Select(i => attacker.PostAsync("/v1/responses", i % 2 == 0 ? tooMany : tooLarge)).ToList();
        await ServeOtherTeamAsync();
        var answers = await Task.WhenAll(attacks);

        for (var i = 0; i < answers.Length; i++) answers[i].Status.ShouldBeOneOf(i % 2 == 0 ? [400] : [413, 429]);
        answers[0].Message.ShouldContain("more than 128 items of type item_reference");
        (process.PeakMemoryBytes - before).ShouldBeLessThan(400L * OneMebibyte);
    }

    [Fact]
    public async Task Half_sent_bodies_harm_no_one()
    {
        var before = process.PeakMemoryBytes;

        var requests = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => HalfSentRequest.SendAsync(http.BaseAddress!, attacker.Key, 32 * OneMebibyte, (16 * OneMebibyte) + 1)));
        await ServeOtherTeamAsync();

        // A key has 64 MiB: two buffers of 32 MiB. The rest is rejected.
        (process.PeakMemoryBytes - before).ShouldBeLessThan(400L * OneMebibyte);
        foreach (var request in requests) request.Dispose();
        await ServeOtherTeamAsync();
    }

    private static string References(string item, int count) =>
        $$"""{"model":"{{Model}}","store":false,"input":[{{string.Concat(Enumerable.Repeat($$"""{"type":"item_reference","id":"{{item}}"},""", count))}}{"role":"user","content":"x"}]}""";

    private async Task ServeOtherTeamAsync()
    {
        for (var i = 0; i < 20; i++) (await other.AskAsync(Caller.Asking(Model))).ShouldBe(200);
    }
}
