using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Reports.Views;

/// <summary>Completed tasks of routed sessions and of the control group.</summary>
/// <param name="From">The start of the period.</param>
/// <param name="To">Its end, exclusive.</param>
/// <param name="Routed">The tasks of routed sessions.</param>
/// <param name="Control">The tasks of the control group.</param>
/// <param name="MinTasks">The tasks that each group needs for a comparison.</param>
/// <param name="Difference">The share of the routed ones less that of the control group; null if there are not enough tasks.</param>
internal sealed record CompletionView(DateTime From, DateTime To, CompletedTasksView Routed, CompletedTasksView Control, int MinTasks, ShareDifferenceView? Difference)
{
    public static CompletionView Create(UsageWindow window, TaskCompletion completion) => new(
        window.From.UtcDateTime,
        window.To.UtcDateTime,
        CompletedTasksView.From(completion.Routed, completion.RoutedTrouble),
        CompletedTasksView.From(completion.Control, completion.ControlTrouble),
        TaskCompletion.MinTasks,
        completion.Difference is { } difference ? new ShareDifferenceView(Round(difference.Value), Round(difference.Low), Round(difference.High)) : null);

    internal static double Round(double share) => Math.Round(share, 4);
}

/// <summary>Reported tasks of one group.</summary>
/// <param name="Tasks">The tasks with a report.</param>
/// <param name="Completed">Those that were completed.</param>
/// <param name="Share">The completed part, 0 to 1; null without a task.</param>
/// <param name="WithTrouble">Those in which the agent repeated a failing command, or in which its last commands had failed.</param>
internal sealed record CompletedTasksView(int Tasks, int Completed, double? Share, int WithTrouble)
{
    public static CompletedTasksView From(Proportion tasks, int withTrouble) =>
        new(tasks.Trials, tasks.Successes, tasks.Trials == 0 ? null : CompletionView.Round(tasks.Share), withTrouble);
}

/// <summary>A difference of two shares, -1 to 1.</summary>
/// <param name="Value">The difference.</param>
/// <param name="Low">The lower limit of its 95 percent confidence interval.</param>
/// <param name="High">The upper limit.</param>
internal sealed record ShareDifferenceView(double Value, double Low, double High);
