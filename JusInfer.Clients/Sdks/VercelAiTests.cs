using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>Vercel's AI SDK, through each of its providers that can be given a base URL; they ask at three doors.</summary>
[Trait("Promise", "P-27")]
public sealed class VercelAiTests(Site site) : SdkTests(site, "vercel-ai.mjs")
{
    [Theory, EveryBehind("chat", "responses", "messages")]
    public Task A_text_comes_as_a_whole(Behind behind, string door) =>
        SeesAsync(behind, $"{door}-text", new { text = Greeting, finish = "stop", input = 100, output = 20 });

    [Theory, EveryBehind("chat", "responses", "messages")]
    public async Task A_text_comes_in_pieces(Behind behind, string door)
    {
        await SeesAsync(behind, $"{door}-stream", new { text = Greeting, finish = "stop", output = 20 });
        (await SeeAsync(behind, $"{door}-stream")).GetProperty("pieces").GetInt32().ShouldBeGreaterThan(1);
    }

    [Theory, EveryBehind("chat", "responses", "messages")]
    public Task A_tool_is_run_and_its_result_is_read(Behind behind, string door) => SeesAsync(behind, $"{door}-tools", new { text = Forecast, steps = 2 });

    [Theory, EveryBehind("chat", "responses", "messages")]
    public Task An_object_matches_its_schema(Behind behind, string door) =>
        SeesAsync(behind, $"{door}-object", new { parsed = Person });

    [Theory, EveryDying("chat", "responses", "messages")]
    [Trait("Promise", "P-25")]
    public Task A_text_that_breaks_off_upstream_is_one_stream_to_it(Behind behind, string door) =>
        SeesThroughDeathsAsync(behind, $"{door}-stream", new { text = Greeting, finish = "stop" });

    [Theory, EveryDying("chat", "responses", "messages")]
    [Trait("Promise", "P-25")]
    public Task A_tool_call_that_breaks_off_upstream_is_run_once(Behind behind, string door) => SeesThroughDeathsAsync(behind, $"{door}-tools", new { text = Forecast, steps = 2 });
}
