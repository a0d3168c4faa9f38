using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>Providers cache a prompt up to its first difference, so the gateway keeps the order of a session's tools.</summary>
public sealed class ToolOrderTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string A = """{"type":"function","function":{"name":"a","parameters":{ "properties" : {},"type":"object" }}}""";
    private const string B = """{ "function":{"name":"b"},"type":"function" }""";
    private const string C = """{"type":"function","function":{"name":"c","description":"c\u00e9"}}""";

    [Fact]
    public async Task A_reordered_tool_set_is_sent_in_the_sessions_first_order_and_the_rest_byte_for_byte()
    {
        var caller = await gateway.Team.MintAsync();
        await SendAsync(caller, "order", $"[{A},{B}, {C}]");

        var second = await SendAsync(caller, "order", $"[{C} ,\n{A} , {B}]");
        var third = await SendAsync(caller, "order", $"[{B},{C},{A}]");

        second.Sent.ShouldBe(Body("order", $"[{A} ,\n{B} , {C}]"));
        third.Sent.ShouldBe(Body("order", $"[{A},{B},{C}]"));
        (await gateway.Team.ReceiptAsync(third.Answer.RequestId)).GetProperty("cache_loss").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Other_tools_are_sent_as_they_are()
    {
        var caller = await gateway.Team.MintAsync();
        await SendAsync(caller, "others", $"[{A},{B}]");

        foreach (var tools in (string[])[$"[{C},{A},{B}]", $"[{B}]", $"[{C},{B}]"])
        {
            (await SendAsync(caller, "others", tools)).Sent.ShouldBe(Body("others", tools));
        }
    }

    [Fact]
    public async Task A_key_without_cache_care_and_another_session_keep_the_clients_order()
    {
        var caller = await gateway.Team.MintAsync(new { name = "raw", cache_care = false });
        await SendAsync(caller, "raw", $"[{A},{B}]");
        var raw = await SendAsync(caller, "raw", $"[{B},{A}]", cached: 0);
        var other = await SendAsync(await gateway.Team.MintAsync(), "new", $"[{B},{A}]");

        raw.Sent.ShouldBe(Body("raw", $"[{B},{A}]"));
        other.Sent.ShouldBe(Body("new", $"[{B},{A}]"));
        (await gateway.Team.ReceiptAsync(raw.Answer.RequestId)).GetProperty("cache_loss").GetProperty("cause").GetString().ShouldBe("tools_reordered");
    }

    private async Task<(GatewayAnswer Answer, string Sent)> SendAsync(Caller caller, string session, string tools, int cached = 8_000)
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ok", $$$"""{"prompt_tokens":8000,"completion_tokens":5,"total_tokens":8005,"prompt_tokens_details":{"cached_tokens":{{{cached}}}}}""")));
        var answer = await caller.AskAsync(Body(session, tools), ("X-JusInfer-Session", session));
        answer.ShouldBe(200);
        return (answer, gateway.Alpha.LastRequest.Text.Replace("spare-at-alpha", GatewayHost.Spare));
    }

    private static string Body(string session, string tools) =>
        $$"""{"model":"{{GatewayHost.Spare}}", "tools" : {{tools}},"messages":[{"role":"user","content":"Fix {{session}} \u00e9."}]}""";
}
