using System.Text.Json.Nodes;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.Gateway.Rules;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>Runs the portal with one scripted provider and one model for each dialect.</summary>
public sealed class DialectHost : IAsyncLifetime
{
    private readonly Dictionary<string, ScriptedUpstream> upstreams = [];
    private readonly Dictionary<string, ScriptedUpstream> others = [];
    private PortalHost portal = null!;

    internal static IReadOnlyList<ITestDialect> Dialects { get; } = [new ChatTestDialect(), new MessagesTestDialect(), new ResponsesTestDialect()];

    /// <summary>The dialects of clients: those of providers, and those that only clients have.</summary>
    internal static IReadOnlyList<ITestClientDialect> ClientDialects { get; } = [.. Dialects, new OllamaTestDialect(), new GeminiTestDialect()];

    internal PortalTeam Team { get; private set; } = null!;

    internal Caller Caller { get; private set; } = null!;

    internal ScriptedUpstream this[ITestDialect dialect] => upstreams[dialect.Name];

    internal static string ModelOf(ITestDialect dialect) => $"test/{dialect.Name}";

    /// <summary>The model at another provider of the dialect.</summary>
    internal static string ModelAtOther(ITestDialect dialect) => $"test/other-{dialect.Name}";

    /// <summary>Another provider of the dialect.</summary>
    internal ScriptedUpstream OtherOf(ITestDialect dialect) => others[dialect.Name];

    /// <summary>A model without a mode for JSON, which writes 8,192 tokens at most.</summary>
    internal static string ModelWithoutJson(ITestDialect dialect) => $"test/plain-{dialect.Name}";

    /// <summary>A reasoning model at a provider without cache markers; that of Chat Completions has the name of a strict one.</summary>
    internal static string ModelAtStrict(ITestDialect dialect) => $"test/strict-{dialect.Name}";

    /// <summary>A model with a mode for JSON schemas at OpenAI's address; that of Messages, which OpenAI lacks, is at another.</summary>
    internal static string ModelAtOpenAi(ITestDialect dialect) => $"test/openai-{dialect.Name}";

    /// <summary>A reasoning model with a mode for JSON objects, but not for schemas.</summary>
    internal static string ReasoningModelWithoutSchemas(ITestDialect dialect) => $"test/reasoning-{dialect.Name}";

    /// <summary>A model that writes tool calls as text.</summary>
    internal static string TextToolCallModelOf(ITestDialect dialect) => $"test/leaky-{dialect.Name}";

    public async ValueTask InitializeAsync()
    {
        var catalog = new TestCatalog();
        foreach (var dialect in Dialects)
        {
            var upstream = upstreams[dialect.Name] = await ScriptedUpstream.StartAsync();
            var other = others[dialect.Name] = await ScriptedUpstream.StartAsync();
            var provider = dialect.Name.Replace('-', '_');
            catalog.Provider(provider, AddressOf(upstream, dialect), dialect: dialect.Name, anthropic: dialect is MessagesTestDialect)
                .Provider($"other_{provider}", AddressOf(other, dialect), dialect: dialect.Name)
                .Provider($"strict_{provider}", StrictAddressOf(upstream, dialect), dialect: dialect.Name, cacheMarkers: "none")
                .Model(
                    ModelAtStrict(dialect), [$"strict_{provider}:qwen/qwen3-32b"],
                    capabilities: ["tools", "parallel_tools", "reasoning"])
                .Provider($"openai_{provider}", OpenAiAddressOf(upstream, dialect), dialect: dialect.Name)
                .Model(ModelAtOpenAi(dialect), [$"openai_{provider}:gpt-5-mini"], capabilities: ["tools", "json_object", "json_schema"])
                .Model(ModelOf(dialect), [$"{provider}:claude-sonnet-4-5"], context: 200_000, capabilities: ["tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning", "logprobs"])
                .Model(ModelAtOther(dialect), [$"other_{provider}:claude-sonnet-4-5"], context: 200_000, capabilities: ["tools", "parallel_tools", "reasoning"])
                .Model(ModelWithoutJson(dialect), [$"{provider}:plain"], capabilities: ["tools", "parallel_tools"], maxOutput: 8_192)
                .Model(ReasoningModelWithoutSchemas(dialect), [$"{provider}:thinker"], capabilities: ["tools", "json_object", "reasoning"])
                .Model(TextToolCallModelOf(dialect), [$"{provider}:qwen-3"], capabilities: ["tools", "parallel_tools"], toolCallFormat: "hermes");
        }

        portal = await PortalHost.StartAsync(catalog, static services => services.AddSingleton(static provider => new UpstreamHttpClients(
            provider.GetRequiredService<SimulatorHandler>(), static handler => handler.ConnectCallback = VendorHost.ConnectAsync)));
        Team = await portal.SignUpAsync();
        Caller = await Team.MintAsync(new { name = "conformance", rpm = 1_000_000 });
    }

    internal Task<GatewayAnswer> AskAsync(
        ITestClientDialect client, ModelRequest request, string model, bool streamed, Func<JsonObject, string>? writeBody = null)
    {
        var body = new JsonObject { ["model"] = model };
        foreach (var (name, value) in client.WriteRequest(request)) body[name] = value?.DeepClone();
        if (streamed) body["stream"] = true;
        if (streamed && client is ChatTestDialect) body["stream_options"] = new JsonObject { ["include_usage"] = true };
        return Caller.PostAsync(client.PathOf(model, streamed), writeBody?.Invoke(body) ?? body.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        foreach (var upstream in upstreams.Values.Concat(others.Values)) await upstream.DisposeAsync();
    }

    /// <summary>Groq rejects unknown fields, and only Chat Completions have other fields than their own.</summary>
    private static string StrictAddressOf(ScriptedUpstream upstream, ITestDialect dialect) => dialect is ChatTestDialect
        ? AddressOf(upstream, dialect).Replace("127.0.0.1", "api.groq.com", StringComparison.Ordinal)
        : AddressOf(upstream, dialect);

    private static string OpenAiAddressOf(ScriptedUpstream upstream, ITestDialect dialect) => dialect is MessagesTestDialect
        ? AddressOf(upstream, dialect)
        : AddressOf(upstream, dialect).Replace("127.0.0.1", "api.openai.com", StringComparison.Ordinal);

    private static string AddressOf(ScriptedUpstream upstream, ITestDialect dialect) => dialect.Name == "anthropic-messages" ? upstream.Root : upstream.BaseUrl;
}
