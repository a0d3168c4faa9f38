using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>OpenAI's Agents SDK, at both of OpenAI's doors.</summary>
[Trait("Promise", "P-27")]
public sealed class OpenAiAgentsTests(Site site) : SdkTests(site, "openai-agents.mjs")
{
    [Theory, EveryBehind("chat", "responses", "responsesStream")]
    public Task An_agent_runs_its_tool_and_answers(Behind behind, string scenario) => SeesAsync(behind, scenario, new { text = Forecast, last = "Forecaster" });

    [Theory, EveryBehind]
    public Task An_agent_hands_over_to_another(Behind behind) => SeesAsync(behind, "handOver", new { last = "Forecaster" });
}
