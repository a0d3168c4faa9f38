namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// A client asks for the most output of the model that it knows; the model that answers may write less (BerriAI/litellm#40209).
/// </summary>
[Trait("Promise", "P-2")]
public sealed class OutputLimitRuleTests(RuleHost host) : IClassFixture<RuleHost>
{
    [Theory]
    [InlineData("chat", "chat", "\"max_tokens\":32000", "max_tokens")]
    [InlineData("chat", "chat", "\"max_completion_tokens\":32000", "max_completion_tokens")]
    [InlineData("chat", "messages", "\"max_tokens\":32000", "max_tokens")]
    [InlineData("chat", "responses", "\"max_tokens\":32000", "max_output_tokens")]
    [InlineData("messages", "messages", "\"max_tokens\":32000", "max_tokens")]
    [InlineData("messages", "chat", "\"max_tokens\":32000", "max_tokens")]
    [InlineData("responses", "responses", "\"max_output_tokens\":32000", "max_output_tokens")]
    [InlineData("responses", "chat", "\"max_output_tokens\":32000", "max_tokens")]
    public async Task The_limit_is_lowered_to_that_of_the_model_and_reported(string client, string upstream, string limit, string sentAs)
    {
        var (answer, sent) = await host.SendAsync(client, upstream, $"{limit},{Prompt(client)}");

        sent.Json.GetProperty(sentAs).GetInt32().ShouldBe(8_192);
        answer["x-jusinfer-max-tokens"].ShouldBe("8192");
        (await host.AdjustedAsync(answer)).ShouldBe("max_tokens");
    }

    [Theory]
    [InlineData("chat", "\"max_tokens\":8192")]
    [InlineData("messages", "\"max_tokens\":8192")]
    [InlineData("responses", "\"max_output_tokens\":8192")]
    public async Task A_limit_that_the_model_has_stays_as_it_is(string dialect, string limit)
    {
        var (answer, sent) = await host.SendAsync(dialect, dialect, $"{limit},{Prompt(dialect)}");

        sent.Text.ShouldContain(limit);
        answer.Headers.ShouldNotContainKey("x-jusinfer-max-tokens");
        (await host.AdjustedAsync(answer)).ShouldBe("");
    }

    [Theory]
    [InlineData("chat", "chat", "\"max_tokens\":null", "max_tokens")]
    [InlineData("chat", "chat", "\"max_tokens\":null,\"max_completion_tokens\":null", "max_completion_tokens")]
    [InlineData("chat", "chat", "\"max_tokens\" : null ,\"max_completion_tokens\":32000", "max_completion_tokens")]
    [InlineData("responses", "responses", "\"max_output_tokens\":null", "max_output_tokens")]
    [InlineData("responses", "chat", "\"max_output_tokens\":null", "max_tokens")]
    public async Task A_limit_that_is_null_does_not_escape_that_of_the_money(string client, string upstream, string limit, string sentAs)
    {
        var poor = await host.Team.MintAsync(new { name = "poor", monthly_cap_usd = 0.02m });
        var path = client == "chat" ? TestKit.Hosts.Caller.Completions : "/v1/responses";

        (await poor.PostAsync(path, $$"""{"model":"test/{{upstream}}",{{limit}},{{Prompt(client)}}}""")).ShouldBe(200);

        var sent = host[upstream].LastRequest.Json;
        sent.GetProperty(sentAs).GetInt32().ShouldBeLessThan(2_000);
        sent.EnumerateObject().Count(static field => field.Value.ValueKind == System.Text.Json.JsonValueKind.Number).ShouldBe(1);
    }

    private static string Prompt(string client) =>
        client == "responses" ? "\"input\":\"u\"" : "\"messages\":[{\"role\":\"user\",\"content\":\"u\"}]";
}
