using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>pi, which asks at whichever door it is told to.</summary>
[Trait("Promise", "P-27")]
public sealed class PiTests(Site site) : AgentTests(site)
{
    private static readonly string Pi = Installation.Agent(".bin/pi");

    [Theory, EveryBehind]
    public Task Pi_finishes_its_errand_over_Chat_Completions(Behind behind) => FinishesAsync(behind, Dialect.OpenAiChat, "openai-completions", static place => place.BaseUrl);

    [Theory, EveryBehind]
    public Task Pi_finishes_its_errand_over_Responses(Behind behind) => FinishesAsync(behind, Dialect.OpenAiResponses, "openai-responses", static place => place.BaseUrl);

    [Theory, EveryBehind]
    public Task Pi_finishes_its_errand_over_Messages(Behind behind) => FinishesAsync(behind, Dialect.AnthropicMessages, "anthropic-messages", static place => place.Host);

    private Task FinishesAsync(Behind behind, Dialect door, string api, Func<Place, string> baseUrl) => FinishesAsync(behind, door, Pi, (place, work, prompt) =>
    {
        work.Furnish(".pi/agent/models.json", Json.Of(new
        {
            providers = new
            {
                jusinfer = new
                {
                    baseUrl = baseUrl(place),
                    api,
                    apiKey = place.Key,
                    models = new[] { new { id = "jusInfer-auto", reasoning = true, contextWindow = 200_000, maxTokens = 32_000 } },
                },
            },
        }));
        return work.Command(Pi, ["--print", "--no-session", "--offline", "--model", "jusinfer/jusInfer-auto", prompt]);
    });
}
