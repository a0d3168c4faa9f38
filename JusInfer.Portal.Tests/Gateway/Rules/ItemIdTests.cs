namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Ids of items that another provider or gateway has made. OpenAI rejects those that do not begin as the type requires
/// (router-for-me/CLIProxyAPI#4641, tingly-dev/tingly-box#1445, BerriAI/litellm#27333).
/// </summary>
[Trait("Promise", "P-1")]
public sealed class ItemIdTests(RuleHost host) : IClassFixture<RuleHost>
{
    private const string Output = """{"type":"function_call_output","call_id":"call_1","output":"r"},{"role":"user","content":"v"}]""";

    [Theory]
    [InlineData("item_1", "fc_item_1", "chatcmpl-1", "msg_chatcmpl-1")]
    [InlineData("call_1", "fc_call_1", "msg_1", "msg_1")]
    public async Task An_id_begins_as_its_type_requires(string call, string sentCall, string message, string sentMessage)
    {
        var (answer, sent) = await host.SendAsync("responses", "responses", Of(call, message));

        sent.Text.ShouldBe($$"""{"model":"m","store":false,{{Of(sentCall, sentMessage)}}}""");
        (await host.AdjustedAsync(answer)).ShouldBe("item_ids");
    }

    [Fact]
    public async Task An_id_does_not_become_too_long()
    {
        var (_, sent) = await host.SendAsync("responses", "responses", Of(new string('x', 64), "msg_1"));

        sent.Json.GetProperty("input")[1].GetProperty("id").GetString().ShouldBe("fc_" + new string('x', 61));
    }

    [Fact]
    public async Task The_ids_of_a_provider_and_of_the_gateway_stay()
    {
        var (answer, sent) = await host.SendAsync("responses", "responses", Of("fc_1", "msg_1"));

        sent.Text.ShouldBe($$"""{"model":"m","store":false,{{Of("fc_1", "msg_1")}}}""");
        (await host.AdjustedAsync(answer)).ShouldBe("");
    }

    private static string Of(string call, string message) =>
        $$"""
        "input":[{"role":"user","content":"u"},{"type":"function_call","id":"{{call}}","call_id":"call_1","name":"f","arguments":"{}"},
        {"id":"{{message}}","type":"message","role":"assistant","content":[{"type":"output_text","text":"a","annotations":[]}]},{{Output}}
        """;
}
