using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>OpenAI's Agents SDK, with both of OpenAI's dialects.</summary>
[Trait("Promise", "P-27")]
public sealed class OpenAiAgentsTests(ClientFixture fixture) : SdkTests(fixture, "openai-agents.mjs")
{
    [Theory, EveryTarget("chat", "responses", "responsesStream")]
    public Task An_agent_runs_its_tool_and_answers(ClientTarget target, string scenario) => ExpectAsync(target, scenario, new { text = Forecast, last = "Forecaster" });

    [Theory, EveryTarget]
    public Task An_agent_hands_over_to_another(ClientTarget target) => ExpectAsync(target, "handOver", new { last = "Forecaster" });
}
