using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Signed reasoning between texts and calls, which Anthropic accepts only in its order (anthropics/claude-code#12311), from clients that
/// drop it.
/// </summary>
[Trait("Promise", "P-1")]
public sealed class InterleavedReasoningTests(RuleHost host) : IClassFixture<RuleHost>
{
    [Theory]
    [InlineData("chat")]
    [InlineData("gemini")]
    public async Task Comes_back_in_its_order(string client)
    {
        var call = $"toolu_{Guid.NewGuid():N}";
        host["messages"].Script(Replies.Json(MessagesWire.Message($$$"""
            {"type":"thinking","thinking":"one","signature":"c2lnMQ=="},{"type":"text","text":"I look."},
            {"type":"thinking","thinking":"two","signature":"c2lnMg=="},
            {"type":"tool_use","id":"{{{call}}}","name":"look","input":{"at":1} }
            """, "tool_use")));
        await SendAsync(client, Question(client));

        var sent = await SendAsync(client, NextStep(client, call));

        var blocks = sent.Json.GetProperty("messages")[1].GetProperty("content").EnumerateArray();
        string.Join(' ', blocks.Select(static block => block.GetProperty("type").GetString() switch
        {
            "thinking" => block.GetProperty("thinking").GetString(),
            var type => type,
        })).ShouldBe("one text two tool_use");
    }

    private async Task<UpstreamRequest> SendAsync(string client, string fields)
    {
        var answer = client == "chat"
            ? await host.Caller.PostAsync(Caller.Completions, $$"""{"model":"test/messages",{{fields}}}""")
            : await host.Caller.PostAsync("/v1beta/models/test/messages:generateContent", $$"""{{{fields}}}""");
        answer.ShouldBe(200);
        return host["messages"].LastRequest;
    }

    private static string Question(string client) => client == "chat"
        ? """ "tools":[{"type":"function","function":{"name":"look"}}],"messages":[{"role":"user","content":"u"}]"""
        : """ "tools":[{"functionDeclarations":[{"name":"look"}]}],"contents":[{"role":"user","parts":[{"text":"u"}]}]""";

    private static string NextStep(string client, string call) => client == "chat"
        ? $$$"""
          "tools":[{"type":"function","function":{"name":"look"}}],"messages":[{"role":"user","content":"u"},
          {"role":"assistant","content":"I look.",
          "tool_calls":[{"id":"{{{call}}}","type":"function","function":{"name":"look","arguments":"{\"at\":1}"}}]},
          {"role":"tool","tool_call_id":"{{{call}}}","content":"r"}]
          """
        : $$$"""
          "tools":[{"functionDeclarations":[{"name":"look"}]}],"contents":[{"role":"user","parts":[{"text":"u"}]},
          {"role":"model","parts":[{"text":"I look."},{"functionCall":{"id":"{{{call}}}","name":"look","args":{"at":1} } }]},
          {"role":"user","parts":[{"functionResponse":{"id":"{{{call}}}","name":"look","response":{"r":1} } }]}]
          """;
}
