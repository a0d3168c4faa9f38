using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Tests conversations with tool call ids of other models, which Anthropic rejects.</summary>
[Trait("Promise", "P-19")]
public sealed class ForeignToolIdTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    [Fact]
    public async Task An_id_in_an_invalid_format_is_replaced_in_the_call_and_in_its_result()
    {
        var sent = await SentAsync(Turn("functions.Bash:0", "one") + "," + Turn("toolu_1", "two"));

        sent.ShouldBe($"[{Turn("jx_ZnVuY3Rpb25zLkJhc2g6MA", "one")},{Turn("toolu_1", "two")}]");
    }

    [Fact]
    public async Task Calls_with_the_same_id_get_different_ids_and_each_result_belongs_to_the_latest() =>
        (await SentAsync(Turn("call_0", "one") + "," + Turn("call_0", "two"))).ShouldBe($"[{Turn("call_0", "one")},{Turn("call_0_2", "two")}]");

    [Fact]
    public async Task Results_of_calls_with_the_same_id_in_one_turn_match_in_order()
    {
        const string Call = """{"type":"tool_use","id":"IDENTITY","name":"Bash","input":{}}""", Result = """{"tool_use_id":"IDENTITY","type":"tool_result","content":"of "}""";
        string Turns(string first, string second) =>
            $$"""{"role":"assistant","content":[{{Call.Replace("IDENTITY", first)}},{{Call.Replace("IDENTITY", second)}}]},{"role":"user","content":[{{Result.Replace("IDENTITY", first)}},{{Result.Replace("IDENTITY", second)}}]}""";

        (await SentAsync(Turns("c", "c"))).ShouldBe($"[{Turns("c", "c_2")}]");
    }

    [Fact]
    public async Task Valid_ids_stay_unchanged() =>
        (await SentAsync(Turn("toolu\\u005f1", "one"), "toolu\\u005f1")).ShouldBe($"[{Turn("toolu_1", "one")}]");

    private async Task<string> SentAsync(string turns, string? escaped = null)
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));
        (await gateway.AskAsync($$$"""{"model":"{{{MessagesHost.Opus55}}}","max_tokens":9,"messages":[{{{turns}}}],"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]}""")).ShouldBe(200);
        var sent = gateway.Claude.LastRequest.Json.GetProperty("messages").GetRawText();
        return escaped is null ? sent : sent.Replace(escaped, System.Text.Json.JsonElement.Parse($"\"{escaped}\"").GetString());
    }

    private static string Turn(string id, string result) =>
        $$$"""{"role":"assistant","content":[{"type":"tool_use","id":"{{{id}}}","name":"Bash","input":{}}]},{"role":"user","content":[{"tool_use_id":"{{{id}}}","type":"tool_result","content":"{{{result}}}"}]}""";
}
