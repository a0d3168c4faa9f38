using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>Vercel's AI SDK with each provider package that accepts a base URL. They use three dialects.</summary>
[Trait("Promise", "P-27")]
public sealed class VercelAiTests(ClientFixture fixture) : SdkTests(fixture, "vercel-ai.mjs")
{
    [Theory, EveryTarget("chat", "responses", "messages")]
    public Task An_unstreamed_text_arrives(ClientTarget target, string dialect) =>
        ExpectAsync(target, $"{dialect}-text", new { text = Greeting, finish = "stop", input = 100, output = 20 });

    [Theory, EveryTarget("chat", "responses", "messages")]
    public async Task A_text_is_streamed(ClientTarget target, string dialect)
    {
        var seen = await ExpectAsync(target, $"{dialect}-stream", new { text = Greeting, finish = "stop", output = 20 });
        seen.GetProperty("pieces").GetInt32().ShouldBeGreaterThan(1);
    }

    [Theory, EveryTarget("chat", "responses", "messages")]
    public Task A_tool_is_run_and_its_result_is_read(ClientTarget target, string dialect) => ExpectAsync(target, $"{dialect}-tools", new { text = Forecast, steps = 2 });

    [Theory, EveryTarget("chat", "responses", "messages")]
    public Task An_object_matches_its_schema(ClientTarget target, string dialect) =>
        ExpectAsync(target, $"{dialect}-object", new { parsed = Person });

    [Theory, EveryInterruptedTarget("chat", "responses", "messages")]
    [Trait("Promise", "P-25")]
    public Task A_text_that_is_interrupted_upstream_arrives_as_one_stream(ClientTarget target, string dialect) =>
        ExpectDespiteInterruptionsAsync(target, $"{dialect}-stream", new { text = Greeting, finish = "stop" });

    [Theory, EveryInterruptedTarget("chat", "responses", "messages")]
    [Trait("Promise", "P-25")]
    public Task A_tool_call_that_is_interrupted_upstream_is_run_once(ClientTarget target, string dialect) => ExpectDespiteInterruptionsAsync(target, $"{dialect}-tools", new { text = Forecast, steps = 2 });
}
