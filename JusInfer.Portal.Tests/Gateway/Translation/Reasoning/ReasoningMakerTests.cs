using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Translation.Reasoning;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

/// <summary>Which endpoints accept the signatures of the provider "first" and its model "m".</summary>
public sealed class ReasoningMakerTests
{
    [Theory]
    [InlineData("first", "https://api.openai.com/v1", "m", true)]
    [InlineData("first", "https://api.openai.com/v1", "other", true)]
    [InlineData("second", "https://api.openai.com/v1", "m", false)]
    [InlineData("first", "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1", "m", true)]
    [InlineData("first", "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1", "other", false)]
    [InlineData("first", "https://openrouter.ai/api/v1", "other", false)]
    [InlineData("first", "https://eu.openrouter.ai/api/v1", "other", false)]
    [InlineData("first", "https://myopenrouter.ai/api/v1", "other", true)]
    public void A_provider_accepts_its_own_signatures(string provider, string address, string model, bool isAccepted)
    {
        var endpoint = new ModelEndpoint
        {
            Provider = new Provider { Id = provider, Dialect = ResponsesDialect.Id, BaseUrl = new Uri(address) },
            Model = model,
        };

        new ReasoningMaker("first", "m").IsAcceptedBy(endpoint).ShouldBe(isAccepted);
    }
}
