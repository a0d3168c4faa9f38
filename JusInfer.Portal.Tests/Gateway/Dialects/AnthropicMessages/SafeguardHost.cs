using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>The portal with Anthropic, another provider in two dialects, and a small model that judges tool calls.</summary>
public sealed class SafeguardHost : IAsyncLifetime
{
    public const string Claude1 = "test/claude";
    public const string Kimi = "test/kimi";
    public const string Gpt = "test/gpt";
    public const string Small = "test/small";

    internal PortalHost Portal { get; private set; } = null!;

    internal ScriptedUpstream Claude { get; private set; } = null!;

    internal ScriptedUpstream Other { get; private set; } = null!;

    internal ScriptedUpstream Judge { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal TestCatalog Catalog => new TestCatalog()
        .Provider("claude", Claude.Root, dialect: "anthropic-messages", anthropic: true)
        .Provider("kimi", Other.Root, dialect: "anthropic-messages")
        .Provider("chat", Other.BaseUrl)
        .Provider("judge", Judge.BaseUrl)
        .Model(Claude1, ["claude:claude-opus-5-5"])
        .Model(Kimi, ["kimi:kimi-k2"])
        .Model(Gpt, ["chat:gpt"])
        .Model(Small, ["judge:small"], "small");

    public async ValueTask InitializeAsync()
    {
        (Claude, Other, Judge) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        Portal = await PortalHost.StartAsync(Catalog, ("Gateway:Safeguards:Model", Small));
        Team = await Portal.SignUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        foreach (var upstream in (ScriptedUpstream[])[Claude, Other, Judge]) await upstream.DisposeAsync();
    }
}
