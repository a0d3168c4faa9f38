using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Usage;

/// <summary>
/// A provider that keeps its own bill: each answer costs its true tokens at the provider's prices, in whatever form it reports them. The
/// gateway must come to the same sum.
/// </summary>
internal sealed class BillingProvider : IAsyncDisposable
{
    private readonly ScriptedUpstream chat;
    private readonly ScriptedUpstream messages;
    private readonly ScriptedUpstream responses;

    private BillingProvider(ScriptedUpstream chat, ScriptedUpstream messages, ScriptedUpstream responses) =>
        (this.chat, this.messages, this.responses) = (chat, messages, responses);

    /// <summary>The sum of its invoice.</summary>
    public decimal BilledUsd { get; private set; }

    public TestCatalog Catalog => Enumerable.Aggregate(
        [
            (Id: "chat", Dialect: "openai-chat", Address: chat.BaseUrl),
            (Id: "messages", Dialect: "anthropic-messages", Address: messages.Root),
            (Id: "responses", Dialect: "openai-responses", Address: responses.BaseUrl),
        ],
        new TestCatalog(),
        static (catalog, one) => catalog
            .Provider(one.Id, one.Address, dialect: one.Dialect)
            .Model(ModelOf(one.Id), [$"{one.Id}:m"], input: 3, cacheRead: 0.3m, output: 15, cacheWrite: 3.75m, context: 1_000_000));

    public static async Task<BillingProvider> StartAsync() =>
        new(await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());

    public static string ModelOf(string dialect) => $"test/{dialect}";

    /// <summary>The next answer in the dialect uses the tokens, and reports them.</summary>
    public void Answer(string dialect, TokenBuckets tokens, JsonObject usage, bool streamed)
    {
        BilledUsd += CostOf(tokens);
        var report = usage.ToJsonString();
        if (dialect == "chat") chat.Script(streamed ? Streamed(report) : Replies.Json(ChatSse.Completion("ab", report)));
        else if (dialect == "messages") messages.Script(streamed ? StreamedMessage(usage) : Replies.Json(Message(report)));
        else responses.Script(streamed ? StreamedResponse(report) : Replies.Json(Response(report)));
    }

    public async ValueTask DisposeAsync()
    {
        await chat.DisposeAsync();
        await messages.DisposeAsync();
        await responses.DisposeAsync();
    }

    private static decimal CostOf(TokenBuckets tokens) =>
        (((tokens.InputUncached + tokens.AudioInput) * 3m) + (tokens.CacheRead * 0.3m) + (tokens.CacheWrite5m * 3.75m)
        + (tokens.Output * 15m)) / 1_000_000m;

    private static Reply Streamed(string usage) =>
        Replies.Sse(ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish() + ChatSse.Usage(usage) + ChatSse.Done);

    private static string Message(string usage) => MessagesWire.Message("""{"type":"text","text":"ab"}""", usage: usage);

    /// <summary>The start counts the whole prompt as fresh, as servers do that know better only at the end.</summary>
    private static Reply StreamedMessage(JsonObject usage)
    {
        var start = MessagesWire.Event(
            "message_start",
            """
            {"type":"message_start","message":{"id":"msg_up","type":"message","role":"assistant","model":"m","content":[],
            "stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":4000,"output_tokens":1}}}
            """.ReplaceLineEndings(""));
        var end = MessagesWire.Event(
            "message_delta",
            $$$"""{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{{{usage.ToJsonString()}}}}""");
        return Replies.Sse(start + MessagesWire.Text(0, "ab") + end + MessagesWire.Stop);
    }

    private static Reply StreamedResponse(string usage) => Replies.Sse(ResponsesWire.Numbered(
        ResponsesWire.Created + ResponsesWire.Text(0, "ab")
        + ResponsesWire.Event("response.completed", $",\"response\":{Response(usage).ReplaceLineEndings("")}")));

    private static string Response(string usage) => ResponsesWire.Response(ResponsesWire.Message("ab"), usage: usage);
}
