using System.Collections.Concurrent;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>
/// Decides which runs to pause: those that send the same request again and again, and those whose model calls the same tool with the same
/// result again and again. It counts in memory, for this process.
/// </summary>
/// <remarks>
/// Load tests, evaluations and warm-up calls repeat requests as well. They are not paused: they have no session, or their calls overlap.
/// </remarks>
internal sealed class RunGuard : IDisposable
{
    internal const int MaxRuns = 50_000;

    private readonly ConcurrentDictionary<(TeamId Team, string Session), RunActivity> runs = new();
    private readonly Lock evicting = new();
    private readonly RunawayOptions options;
    private readonly TimeProvider time;
    private readonly IDisposable subscription;

    public RunGuard(RunawayOptions options, Signal<RecordClosed> closed, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        subscription = closed.Subscribe(End);
    }

    internal int Count => runs.Count;

    /// <summary>Counts a call that is about to be sent to a provider. Its end is counted when its usage record is closed.</summary>
    public RunDecision Begin(TeamId team, string session, in RunCall call)
    {
        var activity = ActivityOf((team, session));
        activity.LastUsed = time.GetTimestamp();
        var (repeats, toolResults) = activity.Begin(call);
        if (repeats < (call.MaxRepeats ?? int.MaxValue)) return new RunDecision(null, toolResults >= options.MaxToolRepeats);
        runs.TryRemove((team, session), out _);
        return new RunDecision($"The run sent the same request {repeats} times in a row, each time after the answer to the one before.", false);
    }

    /// <summary>Decides on a run by the tool calls at the end of its conversation, if <see cref="RunDecision.InspectsTools"/> asks for it.</summary>
    /// <param name="team">The team.</param>
    /// <param name="session">The run.</param>
    /// <param name="tools">The names of the tools that the last step calls.</param>
    /// <param name="repeats">How often the conversation ends with the same step: the same tool calls with the same results.</param>
    /// <returns>Why to pause the run; null if not.</returns>
    public string? Inspect(TeamId team, string session, string tools, int repeats)
    {
        if (repeats < options.MaxToolRepeats)
        {
            if (runs.TryGetValue((team, session), out var activity)) activity.SetToolResults(repeats);
            return null;
        }

        runs.TryRemove((team, session), out _);
        return $"The model called {tools} {repeats} times in a row with the same arguments, and got the same result each time.";
    }

    public void Dispose() => subscription.Dispose();

    private void End(RecordClosed ended)
    {
        if (ended.Record.RunId is { } runId && runs.TryGetValue((ended.Record.TeamId, runId), out var activity))
            activity.End(ended.Record.Id, ended.Record.IsError);
    }

    private RunActivity ActivityOf((TeamId Team, string Session) run)
    {
        if (runs.TryGetValue(run, out var activity)) return activity;
        if (runs.Count >= MaxRuns) Evict();
        return runs.GetOrAdd(run, static _ => new RunActivity());
    }

    /// <summary>Removes the least recently used eighth.</summary>
    private void Evict()
    {
        lock (evicting)
        {
            if (runs.Count < MaxRuns) return;
            foreach (var (run, _) in runs.OrderBy(static pair => pair.Value.LastUsed).Take(MaxRuns / 8)) runs.TryRemove(run, out _);
        }
    }
}

/// <summary>What a call of a run leads to.</summary>
/// <param name="PauseReason">Why to pause the run; null if not.</param>
/// <param name="InspectsTools">Whether the tool calls of the conversation have to be compared: the sizes of their results are the same.</param>
internal readonly record struct RunDecision(string? PauseReason, bool InspectsTools);
