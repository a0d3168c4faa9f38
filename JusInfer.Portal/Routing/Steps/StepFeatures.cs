using System.Collections.Immutable;
using System.Text;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Routing.Steps;

/// <summary>The numbers that the step head decides from. A model file is valid for exactly one list of features, which its hash identifies.</summary>
internal static class StepFeatures
{
    private const int ShownSteps = 5;

    private static readonly ImmutableArray<StepAction> Shown = [StepAction.Look, StepAction.Run, StepAction.Edit, StepAction.Write, StepAction.Reply, StepAction.Other];

    /// <summary>The names in the order of the values.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. Enumerable.Range(0, ShownSteps).Select(static step => $"action-{step}"),
        .. Shown.Select(static action => $"share-{action}"),
        .. Shown.Select(static action => $"recent-{action}"),
        .. Shown.Select(static action => $"since-{action}"),
        "steps", "streak", "repeated", "changes", "looks-since-change", "runs-since-change", "context", "first-prompt", "result-bytes", "result-lines", "errors", "recent-errors",
        "error", "traceback", "passed", "failed", "diff", "truncated", "empty", "output", "mean-output", "ends-with-result",
        .. Enumerable.Range(0, StepHistory.ShownKinds).Select(static step => $"kind-{step}"),
        "reads-since-change", "searches-since-change", "lists-since-change", "changes-since-run", "previous-result", "result-growth", "mean-result", "bytes-since-change", "command",
        "previous-output", "result-text", "turn-text",
    ];

    public static int Count => Names.Length;

    /// <summary>Identifies the list of features and the way in which they are computed.</summary>
    public static ulong Hash { get; } = ChainHash.Next(ChainHash.Start, Encoding.UTF8.GetBytes("2:" + string.Join(',', Names)));

    /// <summary>Writes the features of the next step.</summary>
    /// <param name="trail">The conversation.</param>
    /// <param name="result">The score of the last result, <see cref="WordScores"/>.</param>
    /// <param name="turn">The score of the model's last turn.</param>
    /// <param name="values">Receives <see cref="Count"/> values.</param>
    public static void Write(ref readonly StepHistory trail, float result, float turn, Span<float> values)
    {
        var next = 0;
        for (var step = 0; step < ShownSteps; step++) values[next++] = (float)trail.Action(step);
        var steps = Math.Max(trail.Steps, 1);
        foreach (var action in Shown) values[next++] = (float)trail.Count(action) / steps;
        foreach (var action in Shown) values[next++] = RecentShare(in trail, action);
        foreach (var action in Shown) values[next++] = Math.Min(trail.StepsSince(action), 60);

        var changes = trail.Count(StepAction.Edit) + trail.Count(StepAction.Write);
        var sinceChange = Math.Min(trail.StepsSince(StepAction.Edit), trail.StepsSince(StepAction.Write));
        values[next++] = trail.Steps;
        values[next++] = trail.Streak;
        values[next++] = trail.IsRepeated ? 1 : 0;
        values[next++] = changes;
        values[next++] = sinceChange;
        values[next++] = Math.Min(trail.StepsSince(StepAction.Run), sinceChange);
        values[next++] = Log(trail.ContextBytes);
        values[next++] = Log(trail.FirstPromptBytes);
        values[next++] = Log(trail.LastResultBytes);
        values[next++] = Log(trail.LastResultLines);
        values[next++] = trail.Errors;
        values[next++] = System.Numerics.BitOperations.PopCount(trail.ErrorBits & 0x1F);
        values[next++] = Flag(in trail, ResultSigns.Error);
        values[next++] = Flag(in trail, ResultSigns.Traceback);
        values[next++] = Flag(in trail, ResultSigns.Passed);
        values[next++] = Flag(in trail, ResultSigns.Failed);
        values[next++] = Flag(in trail, ResultSigns.Diff);
        values[next++] = Flag(in trail, ResultSigns.Truncated);
        values[next++] = Flag(in trail, ResultSigns.Empty);
        values[next++] = Log(trail.LastOutputBytes);
        values[next++] = Log(trail.OutputBytes / steps);
        values[next++] = trail.EndsWithResult ? 1 : 0;
        for (var step = 0; step < StepHistory.ShownKinds; step++) values[next++] = (float)trail.Kind(step);
        values[next++] = trail.CountSinceChange(CommandKind.Read) + trail.CountSinceChange(CommandKind.Excerpt);
        values[next++] = trail.CountSinceChange(CommandKind.Search);
        values[next++] = trail.CountSinceChange(CommandKind.List);
        values[next++] = trail.ChangesSinceRun;
        values[next++] = Log(trail.PreviousResultBytes);
        values[next++] = Log(trail.LastResultBytes) - Log(trail.PreviousResultBytes);
        values[next++] = Log(trail.ResultBytes / Math.Max(trail.Results, 1));
        values[next++] = Log(trail.BytesSinceChange);
        values[next++] = Log(trail.LastCommandBytes);
        values[next++] = Log(trail.PreviousOutputBytes);
        values[next++] = result;
        values[next] = turn;
    }

    private static float RecentShare(ref readonly StepHistory trail, StepAction action)
    {
        var count = 0;
        for (var step = 0; step < StepHistory.RecentSteps; step++) count += trail.Action(step) == action ? 1 : 0;
        return count;
    }

    private static float Flag(ref readonly StepHistory trail, ResultSigns sign) => (trail.LastSigns & sign) != ResultSigns.None ? 1 : 0;

    /// <summary>The logarithm to base 2, so that a feature changes with the order of a size.</summary>
    private static float Log(long value) => MathF.Log2(1 + value);
}
