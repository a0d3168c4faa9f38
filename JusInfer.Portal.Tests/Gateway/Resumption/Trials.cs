using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>One stream that dies, and what a client should notice of it: nothing.</summary>
/// <param name="Answer">What is said.</param>
/// <param name="Model">Who is asked, as <see cref="ResumptionHost.Twice"/> and the others name it.</param>
/// <param name="Manner">How it is gone on with.</param>
/// <param name="Deaths">What becomes of the first streams.</param>
internal sealed record Trial(Answer Answer, string Model, Manner Manner, params Death[] Deaths)
{
    public override string ToString() => $"{Answer}, {Model}, {string.Join(" then ", Deaths.Select(static death => $"{death.Kind} at {death.At}"))}, {Manner}";
}

/// <summary>Runs trials between one door and one upstream, several at once, and tells what went wrong in each.</summary>
internal sealed class Trials(ResumptionHost host, ISpeaker door, ISpeaker upstream)
{
    private const int AtOnce = 32;

    private readonly ConcurrentDictionary<Answer, Task<Said>> uncut = new();
    private readonly ConcurrentQueue<string> complaints = new();
    private int resumed;

    public ISpeaker Upstream => upstream;

    /// <summary>The events in which the upstream says it.</summary>
    public string EventsOf(Answer answer) => upstream.Stream(answer.Said, upstream.AskedFor(answer.Question));

    /// <summary>How many letters of a text stand in the whole events before a place, as far as their deltas show it.</summary>
    public static int LettersBefore(int at, string events, string text)
    {
        var said = 0;
        foreach (var one in Json.Events(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(events).AsSpan(..at))))
        {
            var delta = one.Items("choices").Select(static choice => choice.Of("delta")?.Text("content")).FirstOrDefault()
                ?? (one.Of("delta") is { ValueKind: JsonValueKind.Object } inner ? inner.Text("text") : null)
                ?? (one.Text("type") == "response.output_text.delta" ? one.Text("delta") : null);
            if (delta is not null && text.AsSpan(said).StartsWith(delta)) said += delta.Length;
        }

        return said;
    }

    /// <summary>No client notices anything, though most of them are given an answer in two parts; the others' had not begun.</summary>
    public async Task ShouldGoUnnoticedAsync(IEnumerable<Trial> trials)
    {
        var count = 0;
        await Parallel.ForEachAsync(trials, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (trial, _) =>
        {
            Interlocked.Increment(ref count);
            await RunAsync(trial);
        });
        complaints.ShouldBeEmpty($"{complaints.Count} of {count} clients of {door.Dialect} before {upstream.Dialect} noticed something:\n{string.Join("\n\n", complaints.Take(12))}\n");
        resumed.ShouldBeGreaterThan(count / 4, $"of {count} were gone on with.");
    }

    private async Task RunAsync(Trial trial)
    {
        var model = new FragileModel(upstream, trial.Answer.Said, trial.Manner, trial.Deaths);
        var body = "";
        try
        {
            var expected = await uncut.GetOrAdd(trial.Answer, HearUncutAsync);
            var answer = await host.AskAsync(door, trial.Model, trial.Answer.Question, model);
            body = answer.Body;
            if (body.Contains("\n: resumed", StringComparison.Ordinal)) Interlocked.Increment(ref resumed);
            model.Objections.ShouldBeEmpty();
            answer.ShouldSayTheSame(door, expected);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            complaints.Enqueue($"{trial}: {fault.GetType().Name} {fault.Message.ReplaceLineEndings(" ")}\n{string.Join(' ', model.Objections)}\n{body}");
        }
    }

    private async Task<Said> HearUncutAsync(Answer answer)
    {
        var whole = await host.AskAsync(door, ResumptionHost.Once(upstream), answer.Question, new FragileModel(upstream, answer.Said, Manner.Repeats));
        var heard = door.Hear(whole, streamed: true);
        heard.Text.ShouldBe(answer.Said.Text);
        heard.Calls.Length.ShouldBe(answer.Said.Calls.Length);
        return heard;
    }
}
