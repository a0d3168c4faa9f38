using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>The portal with a provider of each dialect.</summary>
public sealed class ResponsesHost : IAsyncLifetime
{
    /// <summary>A reasoning model at the provider of Responses.</summary>
    public const string Native = "test/native";

    /// <summary>A model at the provider of Chat Completions.</summary>
    public const string Chat = "test/chat";

    /// <summary>A model at the provider of Messages.</summary>
    public const string Claude = "test/claude";

    internal const string Path = "/v1/responses";

    internal PortalHost Portal { get; private set; } = null!;

    internal ScriptedUpstream NativeUpstream { get; private set; } = null!;

    internal ScriptedUpstream ChatUpstream { get; private set; } = null!;

    internal ScriptedUpstream ClaudeUpstream { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal TestCatalog Catalog => new TestCatalog()
        .Provider("native", NativeUpstream.BaseUrl, dialect: "openai-responses")
        .Provider("chat", ChatUpstream.BaseUrl)
        .Provider("claude", ClaudeUpstream.Root, dialect: "anthropic-messages")
        .Model(Native, ["native:native-upstream"], input: 1, cacheRead: 0.1m, output: 10, capabilities: ["tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning", "logprobs"])
        .Model("test/gpt-5", ["native:gpt-5"], capabilities: ["reasoning"])
        .Model("test/unreasoning", ["native:unreasoning-upstream"])
        .Model(Claude, ["claude:claude-upstream"], capabilities: ["tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning"])
        .Model(Chat, ["chat:chat-upstream"], capabilities: ["tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning", "logprobs"]);

    public async ValueTask InitializeAsync()
    {
        (NativeUpstream, ChatUpstream, ClaudeUpstream) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        Portal = await PortalHost.StartAsync(Catalog);
        Team = await Portal.SignUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        foreach (var upstream in (ScriptedUpstream[])[NativeUpstream, ChatUpstream, ClaudeUpstream]) await upstream.DisposeAsync();
    }

    /// <summary>A request for a response to one text.</summary>
    internal static string Asking(string model, string text = "hello", string extra = "") => $$"""{"model":"{{model}}","input":"{{text}}"{{extra}}}""";

    internal static string Streaming(string model, string text = "hello", string extra = "") => Asking(model, text, $",\"stream\":true{extra}");

    internal static Task<GatewayAnswer> AskAsync(Caller caller, string body) =>
        caller.SendAsync(HttpMethod.Post, Path, new StringContent(body, Encoding.UTF8, "application/json"));
}
