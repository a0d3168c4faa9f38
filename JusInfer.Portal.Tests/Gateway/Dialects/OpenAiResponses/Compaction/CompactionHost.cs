using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>The portal with two providers of each dialect that cannot compact a conversation, and one that can.</summary>
public sealed class CompactionHost : IAsyncLifetime
{
    /// <summary>The model of the provider that compacts conversations itself.</summary>
    public const string OpenAi = "test/openai";

    /// <summary>A model at a provider of Chat Completions, then at the one that compacts conversations.</summary>
    public const string Mixed = "test/mixed";

    private readonly Dictionary<string, ScriptedUpstream> upstreams = [];

    internal PortalHost Portal { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal Caller Caller { get; private set; } = null!;

    /// <summary>The dialects of the providers that cannot compact.</summary>
    public static IEnumerable<string> Legs => ["chat", "messages", "responses"];

    /// <param name="name">openai, or a leg with <c>-a</c> or <c>-b</c>.</param>
    internal ScriptedUpstream this[string name] => upstreams[name];

    public async ValueTask InitializeAsync()
    {
        var catalog = new TestCatalog();
        foreach (var leg in Legs)
        {
            foreach (var name in (string[])[$"{leg}-a", $"{leg}-b"])
            {
                var upstream = upstreams[name] = await ScriptedUpstream.StartAsync();
                catalog.Provider(name.Replace('-', '_'), leg == "messages" ? upstream.Root : upstream.BaseUrl, dialect: leg switch
                {
                    "chat" => "openai-chat",
                    "messages" => "anthropic-messages",
                    _ => "openai-responses",
                });
            }

            catalog.Model($"test/{leg}", [$"{leg}_a:{leg}-upstream", $"{leg}_b:{leg}-upstream"]);
        }

        var openAi = upstreams["openai"] = await ScriptedUpstream.StartAsync();
        catalog.Provider("openai", openAi.BaseUrl, dialect: "openai-responses", compaction: true, acceptsSystemAnywhere: true)
            .Model(OpenAi, ["openai:gpt-upstream"])
            .Model(Mixed, ["chat_a:mixed", "openai:mixed"]);
        Portal = await PortalHost.StartAsync(catalog, ("Gateway:RetryFloor", "100000"));
        Team = await Portal.SignUpAsync();
        Caller = await Team.MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        foreach (var upstream in upstreams.Values) await upstream.DisposeAsync();
    }

    /// <summary>Clears the scripts and what the circuit breakers remember.</summary>
    internal void Reset()
    {
        foreach (var upstream in upstreams.Values) upstream.Script();
        var health = Portal.Services.GetRequiredService<EndpointHealthRegistry>();
        foreach (var endpoint in Portal.Services.GetRequiredService<CatalogSnapshot>().Models.SelectMany(static model => model.Endpoints)) health.Get(endpoint).Reset();
    }

    /// <summary>A request of Codex that compacts a conversation with one tool call.</summary>
    internal static string Trigger(string model, bool stream = true, string more = "") =>
        $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"input":[{{History}},{"type":"compaction_trigger"}],{{Options}}{{more}}}""";

    /// <summary>A request of Codex after a compaction.</summary>
    internal static string After(string model, string item, bool stream = true) => $$"""
        {"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"input":[
           {"type":"message","role":"developer","content":[{"type":"input_text","text":"You are an agent."}]},
           {"type":"message","role":"user","content":[{"type":"input_text","text":"Port the parser."}]},
           {{item}},
           {"type":"message","role":"user","content":[{"type":"input_text","text":"Go on."}]}],{{Options}}}
        """;

    internal const string History = """
        {"type":"message","role":"developer","content":[{"type":"input_text","text":"You are an agent."}]},
        {"type":"message","role":"user","content":[{"type":"input_text","text":"Port the parser."}]},
        {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAAAsealed"},
        {"type":"function_call","id":"fc_1","call_id":"call_1","name":"exec_command","arguments":"{\"cmd\":\"cat parser.c\"}"},
        {"type":"function_call_output","call_id":"call_1","output":"int parse();"},
        {"type":"message","role":"assistant","content":[{"type":"output_text","text":"I read it."}]}
        """;

    internal const string Options = """
        "tools":[{"type":"function","name":"exec_command","strict":false,"parameters":{"type":"object","properties":{"cmd":{"type":"string"}}}}],
        "tool_choice":"auto","parallel_tool_calls":true,"reasoning":{"summary":"auto"},"store":false,"include":["reasoning.encrypted_content"]
        """;

    /// <summary>A complete stream with a text, in the dialect of a leg.</summary>
    internal static Reply Says(string leg, params string[] texts) => Replies.Sse(leg switch
    {
        "chat" => ChatSse.Stream(texts),
        "messages" => MessagesWire.TextStream(texts),
        _ => ResponsesWire.Stream(texts),
    });

    /// <summary>The beginning of a stream with a text, in the dialect of a leg.</summary>
    internal static string Begins(string leg, string text) => leg switch
    {
        "chat" => ChatSse.Role() + ChatSse.Text(text),
        "messages" => MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"text","text":""}""") + MessagesWire.TextDelta(0, text),
        _ => ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Text(0, text)[..ResponsesWire.Text(0, text).IndexOf("event: response.output_text.done", StringComparison.Ordinal)]),
    };

    internal Task<GatewayAnswer> PostAsync(string body, string path = "/v1/responses", params (string Name, string Value)[] headers) => Caller.PostAsync(path, body, headers);

    /// <summary>The only compaction item of a streamed answer, which must also be the only item in its events.</summary>
    internal static string ItemOf(GatewayAnswer answer)
    {
        answer.ShouldBe(200);
        var events = ResponsesEvents.Of(answer.Body);
        events.Names.ShouldBe(["response.created", "response.in_progress", "response.output_item.added", "response.output_item.done", "response.completed"]);
        events.Last.GetProperty("status").GetString().ShouldBe("completed");
        var item = events.Output.ShouldHaveSingleItem().GetRawText();
        events.Events[3].Data.GetProperty("item").GetRawText().ShouldBe(item);
        ShouldBeCompaction(JsonElement.Parse(item));
        return item;
    }

    internal static void ShouldBeCompaction(JsonElement item)
    {
        item.GetProperty("type").GetString().ShouldBe("compaction");
        item.GetProperty("id").GetString().ShouldStartWith("cmp_");
        item.GetProperty("encrypted_content").GetString().ShouldStartWith("jinf.c1.");
    }

    /// <summary>The texts of the messages that an upstream received, with their roles.</summary>
    internal static IReadOnlyList<(string Role, string Text)> Received(string leg, UpstreamRequest request)
    {
        var json = request.Json;
        var system = leg == "messages" && json.TryGetProperty("system", out var prompt) ? [("system", prompt.GetRawText())] : Array.Empty<(string, string)>();
        return
        [
            .. system,
            .. json.GetProperty(leg == "responses" || leg == "openai" ? "input" : "messages").EnumerateArray()
                .Select(static message => (message.TryGetProperty("role", out var role) ? role.GetString()! : message.GetProperty("type").GetString()!, message.GetRawText())),
        ];
    }
}
