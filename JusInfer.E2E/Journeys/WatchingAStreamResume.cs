using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>A visitor of the home page watches a stream that is cut and resumed.</summary>
public sealed class WatchingAStreamResume : Journey
{
    /// <summary>Some texts are shown for less time than Playwright takes to look.</summary>
    private const string RecordTexts = """
        state => {
          window.shown = [];
          new MutationObserver(changes => shown.push(...changes.flatMap(change => [...change.addedNodes]).map(node => node.data))).observe(state, { childList: true });
        }
        """;

    [Fact]
    public async Task The_text_arrives_is_cut_continues_and_ends_with_the_figures_of_its_receipt()
    {
        var portal = StopAfterBrowsers(await PortalProcess.StartAsync());
        var visitor = await OpenVisitorAsync(address: portal.Address);
        await visitor.Landing.OpenAsync();
        await Expect(visitor.Landing.LiveExample).ToBeVisibleAsync();
        var height = await HeightAsync(visitor);
        await visitor.Landing.LiveState.EvaluateAsync(RecordTexts);

        await visitor.Landing.RunLive.ClickAsync();
        await Expect(visitor.Landing.LiveExample).ToBeHiddenAsync();
        await Expect(visitor.Landing.LiveState).ToContainTextAsync("Complete. The pause took");
        (await visitor.Page.EvaluateAsync<string[]>("() => shown")).Distinct(StringComparer.Ordinal).SkipLast(1)
            .ShouldBe(["Waiting for provider A", "Streaming from provider A", "Connection cut, asking provider B", "Streaming from provider B"]);
        (await visitor.Landing.LiveText.TextContentAsync())!.ShouldContain("until its connection Provider A: connection cut Provider B continues is cut. JusInfer notices");
        await Expect(visitor.Landing.LiveFact("Attempts")).ToHaveTextAsync("2");
        await Expect(visitor.Landing.LiveFact("Answers billed")).ToHaveTextAsync("1");
        (await visitor.Landing.LiveFact("Tokens in, out").TextContentAsync())!.ShouldMatch("^[0-9]+, [0-9]+$");
        (await visitor.Landing.LiveFact("Cost").TextContentAsync())!.ShouldMatch("^\\$0\\.0[0-9]+$");
        (await HeightAsync(visitor)).ShouldBe(height);
        await Expect(visitor.Landing.RunAgain).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Without_scripts_a_visitor_reads_the_resumed_stream_a_run_with_its_lost_cache_and_a_receipt()
    {
        var visitor = await OpenVisitorAsync(DisplaySettings.Desktop with { Scripts = false });
        await visitor.Landing.OpenAsync();

        await Expect(visitor.Landing.LiveExample).ToContainTextAsync("Provider B continues");
        await Expect(visitor.Landing.RunLive).ToBeHiddenAsync();
        await Expect(visitor.Landing.RunExample).ToContainTextAsync("Tools in another order");
        await Expect(visitor.Landing.RunExample.GetByRole(AriaRole.Row)).ToHaveCountAsync(4);
        await Expect(visitor.Landing.ReceiptExample).ToContainTextAsync("Input read from cache");
        await Expect(visitor.Landing.Client("curl")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_visitor_who_starts_too_many_is_told_when_to_try_again_and_sees_the_example()
    {
        var portal = StopAfterBrowsers(await PortalProcess.StartAsync(("HomePage__LiveStreamsPerMinute", "1")));
        var visitor = await OpenVisitorAsync(address: portal.Address);
        visitor.Errors.Expect("/live-stream", 429);
        await visitor.Landing.OpenAsync();
        await visitor.Landing.RunLive.ClickAsync();
        await Expect(visitor.Landing.LiveState).ToContainTextAsync("Complete.");

        await visitor.Landing.RunAgain.ClickAsync();

        await Expect(visitor.Landing.LiveState).ToContainTextAsync("Not available now. Try again in");
        await Expect(visitor.Landing.LiveExample).ToBeVisibleAsync();
        await Expect(visitor.Landing.LiveFact("Attempts")).ToHaveTextAsync("2");
    }

    private static Task<double> HeightAsync(Visitor visitor) => visitor.Page.EvaluateAsync<double>("() => document.fonts.ready.then(() => document.documentElement.getBoundingClientRect().height)");
}
