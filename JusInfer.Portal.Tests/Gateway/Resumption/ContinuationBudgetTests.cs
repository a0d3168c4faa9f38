using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>
/// How many requests interrupted streams cause, and where they go. Other products sent every continuation to the provider that cut all
/// streams (NousResearch/hermes-agent#86572).
/// </summary>
[Trait("Promise", "P-16")]
public sealed class ContinuationBudgetTests : IAsyncLifetime
{
    private const int Floor = 3;

    private ScriptedUpstream alpha = null!;
    private ScriptedUpstream beta = null!;
    private PortalHost portal = null!;
    private Caller caller = null!;

    private static Reply Empty { get; } = Replies.Stream(Then.Send(ChatSse.Role()), Then.Pause, Then.Cut);

    private static Reply Whole { get; } = Replies.Sse(
        ChatSse.Role() + ChatSse.Text("the end") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done);

    public async ValueTask InitializeAsync()
    {
        (alpha, beta) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        var catalog = new TestCatalog()
            .Provider("cut_alpha", alpha.BaseUrl)
            .Provider("cut_beta", beta.BaseUrl)
            .Model("test/one", ["cut_alpha:one"])
            .Model("test/two", ["cut_alpha:two", "cut_beta:two"]);
        portal = await PortalHost.StartAsync(catalog, ("Gateway:RetryFloor", $"{Floor}"));
        caller = await (await portal.SignUpAsync()).MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await alpha.DisposeAsync();
        await beta.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_provider_that_cuts_every_stream_gets_at_most_two_requests_a_call_and_those_of_the_retry_budget(bool addsContent)
    {
        const int Calls = 60;
        var requests = 0;
        alpha.Always(_ => addsContent || Interlocked.Increment(ref requests) % 2 == 1 ? CutAfter("some text ") : Empty);

        for (var call = 0; call < Calls; call++) (await AskAsync("test/one")).ShouldContain("UPSTREAM_ERROR");

        alpha.Requests.Count.ShouldBeInRange(Calls, (Calls * 21 / 10) + Floor);
    }

    [Fact]
    public async Task An_endpoint_that_cut_the_stream_without_new_content_is_not_asked_again_while_another_is_left()
    {
        alpha.Script(CutAfter("begun, "), Whole);
        beta.Script(Empty);

        (await AskAsync("test/two")).ShouldContain("the end");

        (alpha.Requests.Count, beta.Requests.Count).ShouldBe((2, 1));
    }

    [Fact]
    public async Task If_no_other_is_left_it_is_asked_from_the_retry_budget()
    {
        alpha.Script(CutAfter("begun, "), Empty, Whole);

        (await AskAsync("test/one")).ShouldContain("the end");

        alpha.Requests.Count.ShouldBe(3);
    }

    private static Reply CutAfter(string text) => Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(text)), Then.Pause, Then.Cut);

    private async Task<string> AskAsync(string model) =>
        (await caller.PostAsync(
            "/v1/chat/completions", $$"""{"model":"{{model}}","stream":true,"messages":[{"role":"user","content":"hello"}]}""")).Body;
}
