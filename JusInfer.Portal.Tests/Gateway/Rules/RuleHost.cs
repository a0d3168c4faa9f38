using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>One strict provider per dialect, each with a model, and what each received last.</summary>
public sealed class RuleHost : IAsyncLifetime
{
    private readonly Dictionary<string, ScriptedUpstream> upstreams = [];
    private PortalHost portal = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal Caller Caller { get; private set; } = null!;

    internal ScriptedUpstream this[string dialect] => upstreams[dialect];

    public async ValueTask InitializeAsync()
    {
        var catalog = new TestCatalog();
        foreach (var dialect in (string[])["chat", "messages", "responses"])
        {
            var upstream = upstreams[dialect] = await ScriptedUpstream.StartAsync();
            var (name, address, whole) = dialect switch
            {
                "chat" => ("openai-chat", upstream.BaseUrl, ChatSse.Completion("done")),
                "messages" => ("anthropic-messages", upstream.Root, MessagesWire.TextMessage("done")),
                _ => ("openai-responses", upstream.BaseUrl, ResponsesWire.Whole("done")),
            };
            upstream.Always(Replies.Json(whole));
            catalog.Provider(dialect, address, dialect: name)
                .Model($"test/{dialect}", [$"{dialect}:m"], capabilities: ["tools", "parallel_tools"], maxOutput: 8_192);
        }

        catalog.Provider("operator", upstreams["chat"].BaseUrl).Model("test/operator", ["operator:m"]);
        catalog.Provider("lenient", upstreams["chat"].BaseUrl, acceptsSystemAnywhere: true).Model("test/lenient", ["lenient:m"]);
        catalog.Provider("claude", upstreams["messages"].Root, dialect: "anthropic-messages")
            .Model("test/claude", ["claude:claude-sonnet-4-5"], maxOutput: 8_192);

        catalog.Provider("cloud", upstreams["messages"].Root, dialect: "anthropic-messages", anthropic: true, acceptsSystemAnywhere: false)
            .Model("test/cloud", ["cloud:claude-opus-5"], maxOutput: 8_192);

        // Tests that share this host fail on purpose. RetryBudgetTests covers the retry budget.
        portal = await PortalHost.StartAsync(catalog, ("Gateway:RetryFloor", "100000"));
        Team = await portal.SignUpAsync();
        Caller = await Team.MintAsync(new { name = "rules", rpm = 1_000_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        foreach (var upstream in upstreams.Values) await upstream.DisposeAsync();
    }

    /// <summary>Sends a request of a client dialect to the model of an upstream dialect.</summary>
    /// <param name="client">The client's dialect: chat, messages or responses.</param>
    /// <param name="upstream">The provider's dialect.</param>
    /// <param name="fields">The fields beside the model, without braces.</param>
    internal async Task<(GatewayAnswer Answer, UpstreamRequest Sent)> SendAsync(string client, string upstream, string fields)
    {
        var path = client switch { "chat" => Caller.Completions, "messages" => "/v1/messages", _ => "/v1/responses" };
        var answer = await Caller.PostAsync(path, $$"""{"model":"test/{{upstream}}",{{fields}}}""");
        answer.ShouldBe(200);
        return (answer, upstreams[upstream switch { "lenient" => "chat", "claude" or "cloud" => "messages", _ => upstream }].LastRequest);
    }

    /// <summary>Forgets the failures of the endpoints of a model.</summary>
    internal void ResetHealth(string upstream)
    {
        var health = portal.Services.GetRequiredService<EndpointHealthRegistry>();
        var catalog = portal.Services.GetRequiredService<CatalogSnapshot>();
        foreach (var endpoint in catalog.Models.Single(model => model.Id == $"test/{upstream}").Endpoints) health.Get(endpoint).Reset();
    }

    /// <summary>The names of the rules that changed the request of an answer.</summary>
    internal async Task<string> AdjustedAsync(GatewayAnswer answer)
    {
        var receipt = await Team.ReceiptAsync(answer.RequestId);
        return string.Join(' ', receipt.GetProperty("adjusted").EnumerateArray().Select(static name => name.GetString()));
    }

    /// <summary>The messages or items that a provider received: <c>role text</c>, calls and results, in lines.</summary>
    internal static string Turns(UpstreamRequest sent)
    {
        var body = sent.Json;
        List<string> lines = [];
        foreach (var name in (string[])["system", "instructions"])
        {
            if (body.TryGetProperty(name, out var system)) lines.Add($"system {Text(system)}");
        }

        foreach (var item in body.GetProperty(body.TryGetProperty("messages", out _) ? "messages" : "input").EnumerateArray())
            lines.AddRange(Lines(item));
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Lines(JsonElement item)
    {
        if (item.TryGetProperty("type", out var type) && type.GetString() is "function_call" or "function_call_output")
            return [type.GetString() == "function_call" ? "call" : "result"];
        var role = item.GetProperty("role").GetString();
        if (role == "tool") return ["result"];
        if (item.TryGetProperty("tool_calls", out _)) return ["call"];
        var content = item.GetProperty("content");
        if (content.ValueKind != JsonValueKind.Array) return [$"{role} {Text(content)}"];
        var parts = content.EnumerateArray().ToLookup(static part => part.GetProperty("type").GetString() switch
        {
            "tool_use" => "call",
            "tool_result" => "result",
            _ => "text",
        });
        var special = parts["call"].Select(static _ => "call").Concat(parts["result"].Select(static _ => "result"));
        return parts["text"].Any() ? [.. special, $"{role} {string.Concat(parts["text"].Select(Text))}"] : special;
    }

    private static string Text(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(Text)),
        JsonValueKind.Object => content.GetProperty("text").GetString()!,
        _ => "",
    };
}
