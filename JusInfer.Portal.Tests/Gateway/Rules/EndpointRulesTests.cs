using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Gateway.Rules;

[Trait("Promise", "P-1")]
public sealed class EndpointRulesTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1")]
    [InlineData("https://api.groq.com/openai/v1")]
    [InlineData("https://api.mistral.ai/v1")]
    [InlineData("https://generativelanguage.googleapis.com/v1beta/openai")]
    [InlineData("https://openrouter.ai/api/v1")]
    [InlineData("https://api.deepseek.com/v1")]
    [InlineData("https://api.deepseek.com/beta")]
    [InlineData("http://engine.example/v1")]
    public void The_catalog_decides_where_system_messages_are_accepted_without_an_allocation(string address)
    {
        var provider = TestCalls.Provider(address);
        foreach (var accepts in (bool[])[true, false])
        {
            var set = provider with { AcceptsSystemAnywhere = accepts };

            var rules = EndpointRules.From(set);

            rules.AcceptsSystemAnywhere.ShouldBe(accepts);
            rules.RejectsUnknownFields.ShouldBe(EndpointRules.From(provider).RejectsUnknownFields);
            EndpointRules.From(set).ShouldBeSameAs(rules);
        }
    }
}
