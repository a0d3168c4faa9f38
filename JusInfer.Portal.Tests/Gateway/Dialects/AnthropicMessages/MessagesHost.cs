using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// The portal with a provider of Messages, another one with a short idle timeout, and a provider of Chat Completions.
/// </summary>
public sealed class MessagesHost : IAsyncLifetime
{
    public const string Path = "/v1/messages";

    /// <summary>Thinks within budgets.</summary>
    public const string Sonnet45 = "test/sonnet-4.5";

    /// <summary>Supports the newest form of everything.</summary>
    public const string Opus55 = "test/opus-5.5";

    public const string Quick = "test/quick-claude";

    /// <summary>Behind Messages of a provider that is not Anthropic.</summary>
    public const string Kimi = "test/kimi";

    /// <summary>Behind Chat Completions.</summary>
    public const string Gpt = "test/gpt";

    /// <summary>Behind Chat Completions and, next to it, Messages.</summary>
    public const string Mixed = "test/mixed";

    /// <summary>Behind Messages and, next to it, Chat Completions.</summary>
    public const string MixedAnew = "test/mixed-anew";

    internal PortalHost Portal { get; private set; } = null!;

    internal ScriptedUpstream Claude { get; private set; } = null!;

    internal ScriptedUpstream Hasty { get; private set; } = null!;

    internal ScriptedUpstream Chat { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    private static string[] All => ["tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning"];

    public async ValueTask InitializeAsync()
    {
        (Claude, Hasty, Chat) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        Portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("claude", Claude.Root, dialect: "anthropic-messages", anthropic: true)
            .Provider("hastyclaude", Hasty.Root, idleSeconds: 4, dialect: "anthropic-messages", anthropic: true)
            .Provider("kimi", Chat.Root, dialect: "anthropic-messages")
            .Provider("chat", Chat.BaseUrl)
            .Model(Sonnet45, ["claude:claude-sonnet-4-5"], "frontier", 0.9, input: 3, cacheRead: 0.3m, output: 15, capabilities: All)
            .Model(Opus55, ["claude:claude-opus-5-5"], "frontier", 0.95, capabilities: All)
            .Model(Quick, ["hastyclaude:claude-haiku-5-5"], capabilities: All)
            .Model("test/small-context", ["claude:claude-haiku-4-5"], context: 200, capabilities: [])
            .Model("test/bounded", ["claude:claude-opus-5-5"], capabilities: All, maxOutput: 8192)
            .Model(Mixed, ["chat:mixed", "claude:claude-opus-5-5"], capabilities: All)
            .Model(MixedAnew, ["claude:claude-opus-5-5", "chat:mixed"], capabilities: All)
            .Model(Kimi, ["kimi:kimi-k2"], capabilities: All)
            .Model(Gpt, ["chat:gpt"], capabilities: All));
        Team = await Portal.SignUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        foreach (var upstream in (ScriptedUpstream[])[Claude, Hasty, Chat]) await upstream.DisposeAsync();
    }

    /// <summary>A request with one user message.</summary>
    internal static string Asking(string model, string extra = "", string content = "\"hello\"") =>
        $$"""{"model":"{{model}}","max_tokens":1000,"messages":[{"role":"user","content":{{content}}}]{{extra}}}""";

    internal static string Streaming(string model, string extra = "", string content = "\"hello\"") => Asking(model, $",\"stream\":true{extra}", content);

    internal async Task<GatewayAnswer> AskAsync(string body, params (string Name, string Value)[] headers) => await AskAsync(await Team.MintAsync(), body, Path, headers);

    internal static Task<GatewayAnswer> AskAsync(Caller caller, string body, string path = Path, params (string Name, string Value)[] headers) =>
        caller.SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"), headers);
}
