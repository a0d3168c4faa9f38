using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>LangChain's client for OpenAI's dialects, and LangGraph's prebuilt agent.</summary>
[Trait("Promise", "P-27")]
public sealed class LangChainTests(ClientFixture fixture) : SdkTests(fixture, "langchain.mjs")
{
    [Theory, EveryTarget]
    public Task A_message_is_answered(ClientTarget target) => ExpectAsync(target, "invoke", new { text = Greeting, input = 100, output = 20 });

    [Theory, EveryTarget]
    public async Task An_answer_is_streamed(ClientTarget target)
    {
        var seen = await ExpectAsync(target, "stream", new { text = Greeting });
        seen.GetProperty("pieces").GetInt32().ShouldBeGreaterThan(1);
    }

    [Theory, EveryTarget]
    public Task Structured_output_matches_its_schema(ClientTarget target) =>
        ExpectAsync(target, "structured", new { parsed = Person });

    [Theory, EveryTarget("graph", "graphOverResponses")]
    public Task A_LangGraph_agent_runs_its_tool_and_answers(ClientTarget target, string scenario) => ExpectAsync(target, scenario, new { text = Forecast, turns = 5 });
}
