using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>
/// What the gateway itself adds to a prompt is in no byte of the request: reasoning that it restores, schemas that it writes in another
/// form. A key with $0.20 made a provider bill $27.
/// </summary>
public sealed class LongerPromptTests(GrowthHost host) : IClassFixture<GrowthHost>
{
    private const string Function = """{"name":"look","parameters":{"type":"object","properties":{}}}""";
    private const string Id = "call_abcdefghijkl";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reasoning_that_comes_back_is_held_and_charged_once_for_each_call(bool isMessages)
    {
        const decimal Limit = 0.2m;
        const int ReasoningTokens = 50_000;
        var team = await host.Portal.SignUpAsync();
        var (rich, poor) = (await team.MintAsync(), await team.MintAsync(new { name = "capped", monthly_cap_usd = Limit }));
        host.Upstream.Always(Replies.Json(Reasoned(new string('r', 4 * ReasoningTokens))));
        (await rich.PostAsync(PathOf(isMessages), Body(isMessages, turns: 0))).ShouldBe(200);
        host.Clear();

        var next = Body(isMessages, turns: 9);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => poor.PostAsync(PathOf(isMessages), next)));

        var (ledger, unbilled) = (0m, 0m);
        foreach (var answer in answers)
        {
            answer.Status.ShouldBeOneOf(200, 402);
            if (answer.Status == 402) continue;
            var receipt = await team.ReceiptAsync(answer.RequestId);
            ledger += receipt.GetProperty("cost_usd").GetDecimal();
            unbilled += receipt.GetProperty("unbilled_usd").GetDecimal();
        }

        host.Provider.Bills[0].Input.ShouldBeInRange(ReasoningTokens, ReasoningTokens + 1_000, "once, of nine times");
        ledger.ShouldBeLessThanOrEqualTo(Limit);
        (ledger + unbilled).ShouldBe(host.Provider.Invoice, tolerance: 0.000001m);
        host.Provider.Invoice.ShouldBeLessThanOrEqualTo(Limit + host.Provider.Bills[0].Usd);
    }

    /// <summary>Each of the referenced schemas contains the next one.</summary>
    [Theory]
    [InlineData(GrowthHost.Chat)]
    [InlineData(GrowthHost.Claude)]
    public async Task A_schema_that_would_become_many_times_as_long_is_rejected(string model)
    {
        const int Depth = 25;
        var nested = "{\"type\":\"string\",\"description\":\"" + new string('d', 4_000) + "\"}";
        for (var level = Depth - 1; level >= 0; level--)
            nested = "{\"type\":\"object\",\"properties\":{\"p" + level + "\":" + nested + "}}";
        var references = Enumerable.Range(0, Depth).Select(static level =>
            "{\"$ref\":\"#/$defs/a" + string.Concat(Enumerable.Range(0, level).Select(static above => $"/properties/p{above}")) + "\"}");
        var schema = "{\"$defs\":{\"a\":" + nested + "},\"allOf\":[" + string.Join(',', references) + "]}";
        var tool = "{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":" + schema + "}}";
        host.Clear();
        var caller = await (await host.Portal.SignUpAsync()).MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(model, "go", $",\"max_tokens\":100,\"tools\":[{tool}]"));

        answer.ShouldBe(400, "INVALID_REQUEST");
        host.Provider.Bills.ShouldBeEmpty();
    }

    private static string PathOf(bool isMessages) => isMessages ? "/v1/messages" : Caller.Completions;

    private static string Reasoned(string reasoning)
    {
        const string Call = $$$"""{"id":"{{{Id}}}","type":"function","function":{"name":"look","arguments":"{}"} }""";
        var message = $$"""{"role":"assistant","content":null,"reasoning_content":"{{reasoning}}","tool_calls":[{{Call}}] }""";
        return $$"""
            {"id":"a","object":"chat.completion","model":"kimi-k2.6","usage":{"prompt_tokens":50,"completion_tokens":50000},
             "choices":[{"index":0,"message":{{message}},"finish_reason":"tool_calls"}]}
            """;
    }

    /// <summary>The conversation with the same tool call so many times, without its reasoning.</summary>
    private static string Body(bool isMessages, int turns)
    {
        const string Call = $$$"""{"id":"{{{Id}}}","type":"function","function":{"name":"look","arguments":"{}"} }""";
        const string Chat = $$"""
            ,{"role":"assistant","content":null,"tool_calls":[{{Call}}]},{"role":"tool","tool_call_id":"{{Id}}","content":"x"}
            """;
        const string Messages = $$"""
            ,{"role":"assistant","content":[{"type":"tool_use","id":"{{Id}}","name":"look","input":{ } }]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"{{Id}}","content":"x"}]}
            """;
        var more = string.Concat(Enumerable.Repeat(isMessages ? Messages : Chat, turns));
        var tool = isMessages
            ? """{"name":"look","input_schema":{"type":"object","properties":{}}}"""
            : "{\"type\":\"function\",\"function\":" + Function + "}";
        return $$"""
            {"model":"{{GrowthHost.Thinking}}","max_tokens":100,"messages":[{"role":"user","content":"go"}{{more}}],"tools":[{{tool}}]}
            """;
    }
}
