using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Responses;

/// <summary>The product with a provider that speaks Responses and one that speaks Chat Completions.</summary>
public sealed class ResponsesHost : IAsyncLifetime
{
    /// <summary>At the provider that speaks Responses; reasons.</summary>
    public const string Native = "test/native";

    /// <summary>At the provider that speaks Chat Completions.</summary>
    public const string Chat = "test/chat";

    internal const string Path = "/v1/responses";

    internal PortalHost Portal { get; private set; } = null!;

    internal ScriptedUpstream NativeUpstream { get; private set; } = null!;

    internal ScriptedUpstream ChatUpstream { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal TestCatalog Catalog => new TestCatalog()
        .Provider("native", NativeUpstream.BaseUrl, dialect: "openai-responses")
        .Provider("chat", ChatUpstream.BaseUrl)
        .Model(Native, ["native:native-upstream"], input: 1, cacheRead: 0.1m, output: 10, capabilities: ["tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning", "logprobs"])
        .Model("test/unreasoning", ["native:unreasoning-upstream"])
        .Model(Chat, ["chat:chat-upstream"], capabilities: ["tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning", "logprobs"]);

    public async ValueTask InitializeAsync()
    {
        (NativeUpstream, ChatUpstream) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        Portal = await PortalHost.StartAsync(Catalog);
        Team = await Portal.SignUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await NativeUpstream.DisposeAsync();
        await ChatUpstream.DisposeAsync();
    }

    /// <summary>A request for a response to one text.</summary>
    internal static string Asking(string model, string text = "hello", string extra = "") => $$"""{"model":"{{model}}","input":"{{text}}"{{extra}}}""";

    internal static string Streaming(string model, string text = "hello", string extra = "") => Asking(model, text, $",\"stream\":true{extra}");

    internal static Task<GatewayAnswer> AskAsync(Caller caller, string body) =>
        caller.SendAsync(HttpMethod.Post, Path, new StringContent(body, Encoding.UTF8, "application/json"));
}
