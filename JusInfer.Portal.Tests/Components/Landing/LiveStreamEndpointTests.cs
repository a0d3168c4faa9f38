using System.Net;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Demo;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Landing;

/// <summary>The stream of the home page over a socket, as a browser receives it.</summary>
public sealed class LiveStreamEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_is_cut_and_resumed_with_a_second_attempt_and_its_text_is_whole()
    {
        await using var portal = await PagesHost.StartAsync("--Simulator:FirstTokenDelay", "00:00:00", "--Simulator:TokenDelay", "00:00:00");

        var lines = await ReadAsync(portal.Browser);

        var cut = lines.IndexOf(": the connection to provider-a is cut");
        var resumed = lines.IndexOf(": resumed with attempt 2 at provider-b");
        TextOf(lines[..cut]).ShouldBe(ResumptionDemo.TextBefore);
        TextOf(lines[cut..resumed]).ShouldBe("");
        TextOf(lines[resumed..]).ShouldBe(ResumptionDemo.TextAfter);
        lines[^1].ShouldBe("data: [DONE]");
    }

    [Fact]
    public async Task The_receipt_has_two_attempts_and_one_bill_with_the_tokens_of_the_example()
    {
        await using var portal = await PagesHost.StartAsync("--Simulator:FirstTokenDelay", "00:00:00", "--Simulator:TokenDelay", "00:00:00");
        var baseline = portal.Services.GetRequiredService<CatalogSource>().Current.Auto.Baseline;

        var receipt = ChunksOf(await ReadAsync(portal.Browser)).Where(static chunk => chunk.TryGetProperty("usage", out var usage) && usage.ValueKind is JsonValueKind.Object).ShouldHaveSingleItem();

        var extension = receipt.GetProperty("x_jusinfer");
        extension.GetProperty("attempts").GetInt32().ShouldBe(2);
        extension.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        extension.GetProperty("model").GetString().ShouldBe(baseline.Id);
        receipt.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(ResumptionDemo.InputTokens);
        receipt.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(ResumptionDemo.OutputTokens);
        var tokens = new TokenBuckets { InputUncached = ResumptionDemo.InputTokens, OutputText = ResumptionDemo.OutputTokens };
        var (cost, _) = Pricing.CostOf(tokens, tokens.Input, baseline.Prices, DateOnly.FromDateTime(DateTime.UtcNow));
        extension.GetProperty("cost_usd").GetString().ShouldBe(cost.ToString());
    }

    [Fact]
    public async Task With_real_providers_the_simulator_answers_and_nothing_is_recorded_or_counted()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await PortalHost.StartAsync(new TestCatalog().Provider("real", upstream.BaseUrl).Model("test/model", ["real:model"]));
        var team = await portal.SignUpAsync();

        var lines = await ReadAsync(portal.Http);

        TextOf(lines).ShouldBe(ResumptionDemo.TextBefore + ResumptionDemo.TextAfter);
        upstream.Requests.ShouldBeEmpty();
        (await team.AllRecordsAsync()).ShouldBeEmpty();
        portal.Services.GetRequiredService<ResumptionCounters>().Totals.Attempted.ShouldBe(0);
        portal.Services.GetRequiredService<OpenCalls>().Running.ShouldBe(0);
    }

    [Fact]
    public async Task The_text_arrives_while_it_is_written()
    {
        await using var portal = await PagesHost.StartAsync("--Simulator:FirstTokenDelay", "00:00:00", "--Simulator:TokenDelay", "00:00:00.020");
        using var response = await portal.Browser.GetAsync("/live-stream", HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        var running = portal.Services.GetRequiredService<OpenCalls>();

        while (await reader.ReadLineAsync(Token) is { } line && !line.Contains("[simulated]", StringComparison.Ordinal)) continue;

        running.Running.ShouldBe(1);
        (await reader.ReadToEndAsync(Token)).ShouldContain("[DONE]");
    }

    [Fact]
    public async Task A_network_that_starts_too_many_streams_is_told_when_to_try_again()
    {
        await using var portal = await PagesHost.StartAsync("--HomePage:LiveStreamsPerMinute", "1", "--Simulator:FirstTokenDelay", "00:00:00", "--Simulator:TokenDelay", "00:00:00");
        await ReadAsync(portal.Browser);

        using var rejected = await portal.Browser.GetAsync("/live-stream", Token);

        rejected.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        rejected.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        (await rejected.Content.ReadAsStringAsync(Token)).ShouldContain("Try again in a minute.");
    }

    [Fact]
    public async Task Above_the_limit_of_simultaneous_streams_a_visitor_is_asked_to_wait_and_the_end_of_one_makes_room()
    {
        await using var portal = await PagesHost.StartAsync("--HomePage:LiveStreamsPerMinute", "1000", "--Simulator:FirstTokenDelay", "00:10:00");
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var watching = Enumerable.Range(0, ResumptionDemo.MaxRunning).Select(_ => portal.Browser.GetAsync("/live-stream", leave.Token)).ToArray();
        var running = portal.Services.GetRequiredService<OpenCalls>();
        await Eventually.TrueAsync(() => running.Running == ResumptionDemo.MaxRunning);

        using var rejected = await portal.Browser.GetAsync("/live-stream", Token);
        rejected.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        rejected.Headers.RetryAfter!.Delta!.Value.ShouldBe(TimeSpan.FromSeconds(10));

        await leave.CancelAsync();
        foreach (var watcher in watching) await Should.ThrowAsync<OperationCanceledException>(watcher);
        await Eventually.TrueAsync(() => running.Running == 0);
    }

    [Fact]
    public async Task An_operator_can_turn_it_off()
    {
        await using var portal = await PagesHost.StartAsync("--HomePage:LiveStream", "false");

        (await portal.GetAsync("/live-stream")).Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await portal.GetAsync("/")).Page.ShouldNotContain("data-live-run");
    }

    private static async Task<List<string>> ReadAsync(HttpClient browser)
    {
        using var response = await browser.GetAsync("/live-stream", Token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return [.. (await response.Content.ReadAsStringAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static IEnumerable<JsonElement> ChunksOf(IEnumerable<string> lines) =>
        lines.Where(static line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(static line => JsonElement.Parse(line["data: ".Length..]));

    private static string TextOf(IEnumerable<string> lines) => string.Concat(
        from chunk in ChunksOf(lines)
        from choice in chunk.GetProperty("choices").EnumerateArray()
        where choice.TryGetProperty("delta", out var delta) && delta.TryGetProperty("content", out _)
        select choice.GetProperty("delta").GetProperty("content").GetString());
}
