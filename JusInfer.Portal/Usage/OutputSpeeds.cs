using System.Runtime.InteropServices;

namespace JusInfer.Portal.Usage;

/// <summary>
/// How fast models write at their providers, from the calls that this node has stored. It is in memory, because a query over the calls of all teams would read
/// the whole table.
/// </summary>
/// <remarks>
/// The speed of a call is its output tokens divided by the time from its first token to its end. Calls count whose stream one provider completed, with tokens
/// that it reported. Calls with reasoning do not count: some providers send none of it, so that it is written before what is measured as the first token.
/// </remarks>
internal sealed class OutputSpeeds(Signal<RecordStored> stored, TimeProvider time) : IHostedService
{
    /// <summary>How long a call counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>The latest calls of one model at one provider that count.</summary>
    public const int MaxCalls = 100;

    /// <summary>With fewer calls there is no speed: it would be that of single calls.</summary>
    public const int MinCalls = 3;

    /// <summary>The speed of shorter output is mostly that of its first and last chunk.</summary>
    public const int MinTokens = 50;

    /// <summary>Output within less time was not written at this speed: the provider sent it at once when it was complete.</summary>
    private const int MinMilliseconds = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Model, string Provider), Queue<(DateTimeOffset At, double Speed)>> calls = [];
    private IDisposable? subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = stored.Subscribe(change => Add(change.Record));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The median of the calls that count, in output tokens per second; null if there are too few.</summary>
    /// <param name="model">The id of the model.</param>
    /// <param name="provider">The id of the provider.</param>
    public double? Find(string model, string provider)
    {
        var since = time.GetUtcNow() - Window;
        double[] speeds;
        lock (gate)
        {
            if (!calls.TryGetValue((model, provider), out var latest)) return null;
            speeds = [.. latest.Where(call => call.At > since).Select(static call => call.Speed)];
        }

        if (speeds.Length < MinCalls) return null;
        Array.Sort(speeds);
        return (speeds[(speeds.Length - 1) / 2] + speeds[speeds.Length / 2]) / 2;
    }

    private static double? SpeedOf(UsageRecord call)
    {
        if (call is not { Streamed: true, Status: 200, Resumed: false, Simulated: false, Source: UsageSource.Provider, TtftMs: { } wait }) return null;
        var milliseconds = call.DurationMs - wait;
        return call.Tokens is { OutputReasoning: 0, Output: >= MinTokens } && milliseconds >= MinMilliseconds ? call.Tokens.Output * 1000.0 / milliseconds : null;
    }

    private void Add(UsageRecord call)
    {
        if (call is not { ModelServed: { } model, Provider: { } provider } || SpeedOf(call) is not { } speed) return;
        lock (gate)
        {
            var latest = CollectionsMarshal.GetValueRefOrAddDefault(calls, (model, provider), out _) ??= new Queue<(DateTimeOffset, double)>();
            if (latest.Count == MaxCalls) latest.Dequeue();
            latest.Enqueue((call.At.AddMilliseconds(call.DurationMs), speed));
        }
    }
}
