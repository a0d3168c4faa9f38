using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>
/// Models that reason without a sign of it, on the way to another endpoint or not (mezmo/aura#62, openai/codex#39771,
/// marimo-team/marimo#6369). The first content of the first endpoint comes after the time that it is given to begin.
/// </summary>
[Trait("Promise", "P-16")]
public sealed class SilentReasoningTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    private ScriptedUpstream slow = null!;
    private ScriptedUpstream fast = null!;
    private PortalHost portal = null!;
    private Caller caller = null!;

    public static TheoryData<string, string> Silences => new()
    {
        { "chat", ": OPENROUTER PROCESSING\n\n" },
        { "chat", ChatSse.Role() },
        { "messages", MessagesWire.Event("ping", """{"type":"ping"}""") },
        { "responses", ": keep-alive\n\n" },
    };

    public async ValueTask InitializeAsync()
    {
        (slow, fast) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        fast.Always(Replies.Sse(ChatSse.Role() + ChatSse.Text("from the other one") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));
        var catalog = new TestCatalog().Provider("fast", fast.BaseUrl);
        foreach (var (name, dialect, address) in (IEnumerable<(string, string, string)>)[
            ("chat", "openai-chat", slow.BaseUrl),
            ("messages", "anthropic-messages", slow.Root),
            ("responses", "openai-responses", slow.BaseUrl)])
        {
            catalog
                .Provider($"slow_{name}", address, dialect: dialect, timeoutSeconds: Limit.TotalSeconds,
                    idleSeconds: 60, totalSeconds: 120, assembleStreams: true)
                .Model($"test/reasoning-{name}", [$"slow_{name}:m", "fast:m"], capabilities: ["reasoning", "tools"])
                .Model($"test/plain-{name}", [$"slow_{name}:m", "fast:m"], capabilities: ["tools"])
                .Model($"test/alone-{name}", [$"slow_{name}:m"], capabilities: ["tools"]);
        }

        portal = await PortalHost.StartAsync(catalog);
        caller = await (await portal.SignUpAsync()).MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await slow.DisposeAsync();
        await fast.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task A_model_that_reasons_is_waited_for(string dialect, string sign)
    {
        slow.Script(Late(dialect, sign), Late(dialect, sign));

        var answers = await Task.WhenAll(((bool[])[true, false]).Select(stream => AskAsync($"test/reasoning-{dialect}", stream)));

        answers.ShouldAllBe(static answer => answer.Contains("It is so."));
        (slow.Requests.Count, fast.Requests.Count).ShouldBe((2, 0));
    }

    [Fact]
    public async Task Another_endpoint_takes_over_from_a_model_that_does_not_reason()
    {
        slow.Script(Late("chat", ": busy\n\n"));

        (await AskAsync("test/plain-chat", stream: true)).ShouldContain("from the other one");
    }

    [Fact]
    public async Task A_request_that_forbids_reasoning_is_not_waited_for()
    {
        slow.Script(Late("chat", ": busy\n\n"));

        (await AskAsync("test/reasoning-chat", stream: true, ",\"reasoning_effort\":\"none\"")).ShouldContain("from the other one");
    }

    [Fact]
    public async Task A_provider_that_works_is_waited_for_if_no_other_can_take_over()
    {
        slow.Script(Late("chat", ": busy\n\n"));

        (await AskAsync("test/alone-chat", stream: true)).ShouldContain("It is so.");
    }

    /// <summary>A stream whose content comes after twice the limit, with a sign of life before each third of it.</summary>
    private static Reply Late(string dialect, string sign)
    {
        var (begin, rest) = dialect switch
        {
            "chat" => ("", ChatSse.Role() + ChatSse.Text("It is so.") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done),
            "messages" => (MessagesWire.Start, MessagesWire.Text(0, "It is so.") + MessagesWire.End() + MessagesWire.Stop),
            _ => ("", ResponsesWire.Stream("It is so.")),
        };
        ReplyStep wait = static async (_, cancellationToken) => await Task.Delay(Limit / 3, cancellationToken);
        var signs = Enumerable.Repeat<ReplyStep[]>([wait, Then.Send(sign)], 6).SelectMany(static steps => steps);
        return Replies.Stream([Then.Send(begin + sign), .. signs, Then.Send(rest)]);
    }

    private async Task<string> AskAsync(string model, bool stream, string fields = "") => (await caller.PostAsync(
        "/v1/chat/completions",
        $$"""
        {"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"max_tokens":9000{{fields}},
        "messages":[{"role":"user","content":"hello"}]}
        """)).Body;
}
