namespace JusInfer.Routing.Evaluation.Sessions;

/// <summary>Evaluates session policies with choices that are made from other tasks than those that they are judged by.</summary>
internal static class SessionEvaluation
{
    /// <summary>Repetitions with other folds, over which results are averaged.</summary>
    private const int Repeats = 10;

    public static SessionResult Run(IReadOnlyList<PortfolioTask> tasks, string baseline, SessionPolicy policy)
    {
        PortfolioTask[] usable = [.. tasks.Where(task => task.Cells.ContainsKey(baseline))];
        var results = usable.Select(task => new TaskResult(task, task.Cells[baseline])).ToArray();
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            for (var fold = 0; fold < Folds.Count; fold++)
            {
                var choose = policy([.. usable.Where(task => Folds.Of(task.Instance, repeat) != fold)], baseline);
                foreach (var result in results.Where(result => Folds.Of(result.Task.Instance, repeat) == fold)) result.Add(choose(result.Task).CellOf(result.Task, baseline), Repeats);
            }
        }

        TaskResult[][] clusters = [.. results.GroupBy(result => result.Task.Instance, StringComparer.Ordinal).Select(group => group.ToArray())];
        return new SessionResult(
            Bootstrap.Of(clusters, sample => sample.Sum(cluster => cluster.Sum(result => result.Difference)) / sample.Sum(cluster => cluster.Length)),
            Bootstrap.Of(clusters, sample => 1 - (sample.Sum(cluster => cluster.Sum(result => result.CostUsd)) / sample.Sum(cluster => cluster.Sum(result => result.BaselineUsd)))),
            results.Average(result => result.Resolved),
            results.Average(result => result.CostUsd),
            results.Length);
    }

    private sealed class TaskResult(PortfolioTask task, PortfolioCell baseline)
    {
        public PortfolioTask Task { get; } = task;

        public double Resolved { get; private set; }

        public double CostUsd { get; private set; }

        public double BaselineUsd => baseline.CostUsd;

        public double Difference => Resolved - baseline.Resolved;

        public void Add(PortfolioCell cell, int repeats)
        {
            Resolved += cell.Resolved / repeats;
            CostUsd += cell.CostUsd / repeats;
        }
    }
}

/// <summary>The result of a policy against the baseline.</summary>
/// <param name="Difference">Completed tasks less those of the baseline, as a share.</param>
/// <param name="Saving">The saved share of the baseline's bill.</param>
/// <param name="Resolved">The share of completed tasks.</param>
/// <param name="CostUsd">The average bill of a task.</param>
/// <param name="Tasks">The number of tasks.</param>
internal sealed record SessionResult(Interval Difference, Interval Saving, double Resolved, double CostUsd, int Tasks);
