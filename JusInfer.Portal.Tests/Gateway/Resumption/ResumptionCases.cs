using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>A stream whose interruption the client must not notice.</summary>
/// <param name="Scenario">The request and its answer.</param>
/// <param name="Model">The model's id, for example of <see cref="ResumptionHost.TwoProviders"/>.</param>
/// <param name="Style">How the model continues.</param>
/// <param name="Interruptions">The interruptions of the first streams.</param>
internal sealed record ResumptionCase(Scenario Scenario, string Model, ContinuationStyle Style, params Interruption[] Interruptions)
{
    public override string ToString() => $"{Scenario}, {Model}, {string.Join(" then ", Interruptions.Select(static interruption => $"{interruption.Kind} at {interruption.At}"))}, {Style}";
}

/// <summary>Runs cases for one pair of dialects concurrently and collects their failures.</summary>
internal sealed class ResumptionCases(ResumptionHost host, ITestClientDialect client, ITestDialect upstream)
{
    private const int MaxConcurrency = 32;

    private readonly ConcurrentDictionary<Scenario, Task<ModelAnswer>> uninterrupted = new();
    private readonly ConcurrentQueue<string> failures = new();
    private int resumed;

    public ITestDialect Upstream => upstream;

    /// <summary>The events of the upstream's complete stream.</summary>
    public string EventsOf(Scenario scenario) => upstream.WriteStream(scenario.ModelAnswer, upstream.CreateRequest(scenario.Request));

    /// <summary>The number of characters of a text in the complete events before an offset.</summary>
    public static int CharactersBefore(int at, string events, string text)
    {
        var length = 0;
        foreach (var one in Json.Events(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(events).AsSpan(..at))))
        {
            var delta = one.Items("choices").Select(static choice => choice.Of("delta")?.Text("content")).FirstOrDefault()
                ?? (one.Of("delta") is { ValueKind: JsonValueKind.Object } inner ? inner.Text("text") : null)
                ?? (one.Text("type") == "response.output_text.delta" ? one.Text("delta") : null);
            if (delta is not null && text.AsSpan(length).StartsWith(delta)) length += delta.Length;
        }

        return length;
    }

    /// <summary>Verifies that no client notices the interruption, and that more than a quarter of the streams are resumed; the others are retried.</summary>
    public async Task ShouldBeUnnoticedAsync(IEnumerable<ResumptionCase> cases)
    {
        var count = 0;
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = TestContext.Current.CancellationToken }, async (testCase, _) =>
        {
            Interlocked.Increment(ref count);
            await RunAsync(testCase);
        });
        failures.ShouldBeEmpty($"{failures.Count} of {count} clients of {client.Name} before {upstream.Name} noticed the interruption:\n{string.Join("\n\n", failures.Take(12))}\n");
        resumed.ShouldBeGreaterThan(count / 4, $"of {count} were resumed.");
    }

    private async Task RunAsync(ResumptionCase testCase)
    {
        var model = new InterruptedModel(upstream, testCase.Scenario.ModelAnswer, testCase.Style, testCase.Interruptions);
        var body = "";
        try
        {
            var expected = await uninterrupted.GetOrAdd(testCase.Scenario, ReadUninterruptedAsync);
            var answer = await host.AskAsync(client, testCase.Model, testCase.Scenario.Request, model);
            body = answer.Body;
            if (body.Contains("\n: resumed", StringComparison.Ordinal) || body.Contains("\"resumed\":true", StringComparison.Ordinal)) Interlocked.Increment(ref resumed);
            model.Violations.ShouldBeEmpty();
            answer.ShouldEqualUninterrupted(client, expected);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            failures.Enqueue($"{testCase}: {exception.GetType().Name} {exception.Message.ReplaceLineEndings(" ")}\n{string.Join(' ', model.Violations)}\n{body}");
        }
    }

    private async Task<ModelAnswer> ReadUninterruptedAsync(Scenario scenario)
    {
        var answer = await host.AskAsync(client, ResumptionHost.OneProvider(upstream), scenario.Request, new InterruptedModel(upstream, scenario.ModelAnswer, ContinuationStyle.RepeatsAnchor));
        var read = client.ReadResponse(answer, streamed: true);
        read.Text.ShouldBe(scenario.ModelAnswer.Text);
        read.Calls.Length.ShouldBe(scenario.ModelAnswer.Calls.Length);
        return read;
    }
}
