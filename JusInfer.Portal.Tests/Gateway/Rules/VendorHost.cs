using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// The addresses of real providers, whose names lead to one scripted provider in this process: what a provider accepts follows from its
/// name.
/// </summary>
public sealed class VendorHost : IAsyncLifetime
{
    private static readonly (string Id, string Host, string Model)[] Vendors =
    [
        ("openai", "api.openai.com", "gpt-5.1"),
        ("deepseek", "api.deepseek.com", "deepseek-v4-flash"),
        ("kimi", "api.moonshot.ai", "kimi-k2.6"),
        ("groq-qwen", "api.groq.com", "qwen/qwen3-32b"),
        ("groq-oss", "api.groq.com", "openai/gpt-oss-120b"),
        ("google-flash", "generativelanguage.googleapis.com", "gemini-2.5-flash"),
        ("google-pro", "generativelanguage.googleapis.com", "gemini-3-pro-preview"),
        ("mistral", "api.mistral.ai", "mistral-medium-3-5"),
        ("router-claude", "openrouter.ai", "anthropic/claude-sonnet-5"),
        ("router-gemini", "openrouter.ai", "google/gemini-3-flash"),
        ("engine", "gpu.internal.example", "qwen3-coder"),
    ];

    private PortalHost portal = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal Caller Caller { get; private set; } = null!;

    internal ScriptedUpstream Upstream { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Upstream = await ScriptedUpstream.StartAsync();
        Upstream.Always(Replies.Json(ChatSse.Completion("done")));
        var port = Upstream.Root.Split(':')[^1];
        var catalog = new TestCatalog();
        foreach (var (id, host, model) in Vendors)
        {
            catalog.Provider(id.Replace('-', '_'), $"http://{host}:{port}/v1")
                .Model(CatalogIdOf(id, model), [$"{id.Replace('-', '_')}:{model}"],
                    capabilities: ["tools", "parallel_tools", "reasoning"], aliases: [id]);
        }

        string[] abilities = ["tools", "parallel_tools", "reasoning"];
        catalog.Provider("kimi_messages", $"http://api.moonshot.ai:{port}", dialect: "anthropic-messages")
            .Model("test/kimi-messages", ["kimi_messages:kimi-k2.6"], capabilities: abilities, aliases: ["kimi-messages"])
            .Provider("groq_responses", $"http://api.groq.com:{port}/v1", dialect: "openai-responses")
            .Model("test/groq-responses", ["groq_responses:openai/gpt-oss-120b"], capabilities: abilities, aliases: ["groq-responses"])
            .Provider("engine_responses", $"http://gpu.internal.example:{port}/v1", dialect: "openai-responses")
            .Model("test/engine-responses", ["engine_responses:qwen3"], capabilities: abilities, aliases: ["engine-responses"])
            .Model(
                "test/router-small", ["router_claude:anthropic/claude-haiku-4.5"], capabilities: abilities, maxOutput: 8_192,
                aliases: ["router-small"]);

        string[] formats = ["tools", "parallel_tools", "json_object", "json_schema"];
        catalog.Model("test/openai-schemas", ["openai:gpt-5-mini"], capabilities: formats, aliases: ["openai-schemas"])
            .Model("test/groq-schemas", ["groq_qwen:qwen/qwen3-32b"], capabilities: formats, aliases: ["groq-schemas"])
            .Model("test/router-schemas", ["router_claude:moonshotai/kimi-k2.6"], capabilities: formats, aliases: ["router-schemas"])
            .Model("test/google-schemas", ["google_flash:gemini-3-flash"], capabilities: formats, aliases: ["google-schemas"])
            .Model("test/engine-schemas", ["engine:qwen3-vl"], capabilities: formats, aliases: ["engine-schemas"])
            .Model("test/engine-objects", ["engine:qwen3-small"], capabilities: formats[..3], aliases: ["engine-objects"])
            .Provider("openai_responses", $"http://api.openai.com:{port}/v1", dialect: "openai-responses")
            .Model("test/openai-responses", ["openai_responses:gpt-5-mini"], capabilities: formats, aliases: ["openai-responses"]);

        portal = await PortalHost.StartAsync(catalog, static services => services.AddSingleton(static provider => new UpstreamHttpClients(
            provider.GetRequiredService<SimulatorHandler>(), static handler => handler.ConnectCallback = ConnectAsync)));
        Team = await portal.SignUpAsync();
        Caller = await Team.MintAsync(new { name = "vendors", rpm = 1_000_000 });
    }

    internal Task<PortalTeam> SignUpAsync() => portal.SignUpAsync();

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>Sends a request of a client's dialect to a vendor.</summary>
    /// <param name="client">The client's dialect: chat, messages, responses, gemini or ollama.</param>
    /// <param name="vendor">The vendor's id.</param>
    /// <param name="fields">The fields beside the model, without braces.</param>
    internal async Task<(GatewayAnswer Answer, JsonElement Sent)> SendAsync(string client, string vendor, string fields)
    {
        var (path, model) = client switch
        {
            "chat" => (Caller.Completions, $"\"model\":\"{vendor}\","),
            "messages" => ("/v1/messages", $"\"model\":\"{vendor}\","),
            "responses" => ("/v1/responses", $"\"model\":\"{vendor}\","),
            "ollama" => ("/api/chat", $"\"model\":\"{vendor}\",\"stream\":false,"),
            _ => ($"/v1beta/models/{vendor}:generateContent", ""),
        };
        var answer = await Caller.PostAsync(path, $$"""{{{model}}{{fields}}}""");
        answer.ShouldBe(200);
        return (answer, Upstream.LastRequest.Json);
    }

    /// <summary>The names of the rules that changed the request of an answer.</summary>
    internal async Task<string> AdjustedAsync(GatewayAnswer answer)
    {
        var receipt = await Team.ReceiptAsync(answer.RequestId);
        return string.Join(' ', receipt.GetProperty("adjusted").EnumerateArray().Select(static name => name.GetString()));
    }

    private static string CatalogIdOf(string id, string model) =>
        model.Contains("gemini", StringComparison.Ordinal) ? $"google/{model.Split('/')[^1]}" : $"test/{id}";

    /// <summary>Connects to this machine, whatever the name.</summary>
    internal static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
