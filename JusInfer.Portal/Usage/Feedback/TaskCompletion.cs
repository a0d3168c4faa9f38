namespace JusInfer.Portal.Usage.Feedback;

/// <summary>The share of reported tasks that were completed, of the routed sessions and of those in the control group.</summary>
/// <param name="Routed">The routed ones.</param>
/// <param name="Control">Those in the control group.</param>
internal sealed record TaskCompletion(Proportion Routed, Proportion Control)
{
    /// <summary>The tasks that each group needs for a comparison: with fewer, the interval is wider than any difference that one would act on.</summary>
    public const int MinTasks = 30;

    /// <summary>The routed tasks with signs of trouble: an agent that repeats a failing command, or whose last commands have failed.</summary>
    public int RoutedTrouble { get; init; }

    /// <summary>Those of the control group.</summary>
    public int ControlTrouble { get; init; }

    public bool IsEmpty => Routed.Trials + Control.Trials == 0;

    public bool HasEnough => Routed.Trials >= MinTasks && Control.Trials >= MinTasks;

    /// <summary>Routed less control; null if there are not enough tasks.</summary>
    public ShareDifference? Difference => HasEnough ? Proportion.Difference(Routed, Control) : null;

    /// <summary>
    /// Counts each task once. A report about a session outranks reports about its calls, and a later one an earlier one. Tasks with reports of both groups do
    /// not count.
    /// </summary>
    public static TaskCompletion From(IEnumerable<FeedbackReport> reports)
    {
        Span<int> successes = stackalloc int[2];
        Span<int> trials = stackalloc int[2];
        Span<int> trouble = stackalloc int[2];
        foreach (var task in reports.Where(static report => report.Group is not null).GroupBy(static report => report.Task, StringComparer.Ordinal))
        {
            if (task.Select(static report => report.Group).Distinct().Count() > 1) continue;
            var last = task.OrderByDescending(static report => report.Subject).ThenByDescending(static report => report.At).First();
            trials[(int)last.Group!.Value]++;
            if (task.Any(static report => report.Trouble)) trouble[(int)last.Group.Value]++;
            if (last.Ok) successes[(int)last.Group.Value]++;
        }

        return new TaskCompletion(
            new Proportion(successes[(int)Usage.RoutingGroup.Routed], trials[(int)Usage.RoutingGroup.Routed]),
            new Proportion(successes[(int)Usage.RoutingGroup.Control], trials[(int)Usage.RoutingGroup.Control]))
        {
            RoutedTrouble = trouble[(int)Usage.RoutingGroup.Routed],
            ControlTrouble = trouble[(int)Usage.RoutingGroup.Control],
        };
    }
}
