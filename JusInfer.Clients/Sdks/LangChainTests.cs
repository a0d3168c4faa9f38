using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>LangChain's client for OpenAI's dialects, and LangGraph's ready-made agent around it.</summary>
[Trait("Promise", "P-27")]
public sealed class LangChainTests(Site site) : SdkTests(site, "langchain.mjs")
{
    [Theory, EveryBehind]
    public Task A_message_is_answered(Behind behind) => SeesAsync(behind, "invoke", new { text = Greeting, input = 100, output = 20 });

    [Theory, EveryBehind]
    public async Task A_message_is_answered_in_pieces(Behind behind)
    {
        await SeesAsync(behind, "stream", new { text = Greeting });
        (await SeeAsync(behind, "stream")).GetProperty("pieces").GetInt32().ShouldBeGreaterThan(1);
    }

    [Theory, EveryBehind]
    public Task Structured_output_matches_its_schema(Behind behind) =>
        SeesAsync(behind, "structured", new { parsed = Person });

    [Theory, EveryBehind("graph", "graphOverResponses")]
    public Task An_agent_of_LangGraph_runs_its_tool_and_answers(Behind behind, string scenario) => SeesAsync(behind, scenario, new { text = Forecast, turns = 5 });
}
