using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Routing.Evaluation.Sessions;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The tables about the model of a whole session.</summary>
internal sealed class SessionReport(IReadOnlyList<PortfolioTask> tasks, ShippedCatalog catalog)
{
    private const string Sonnet = "anthropic/claude-sonnet-4.5", Opus = "anthropic/claude-opus-4.5";

    private static readonly string[] FourDomains = ["fix/python", "tests/python", "research", "build/python"];

    private readonly PortfolioTask[] tasks = [.. tasks.Where(task => FourDomains.Contains(task.Domain))];

    public SessionResult Main => Run(Sonnet, SessionPolicies.Ours(catalog, SessionModelOptions.Default));

    public SessionResult Fix => SessionEvaluation.Run([.. tasks.Where(task => task.Domain == "fix/python")], Sonnet, SessionPolicies.Ours(catalog, SessionModelOptions.Default));

    public string ConfidenceTable()
    {
        var text = new StringBuilder("| baseline | confidence | tasks | completed | d, points | saving | $ a task |\n|---|---|---|---|---|---|---|\n");
        foreach (var baseline in (string[])[Sonnet, Opus])
        {
            foreach (var confidence in (double[])[0.5, 0.7, 0.8, 0.85, 0.9, 0.95])
                Row(text, $"{baseline} | {confidence:F2}", Run(baseline, SessionPolicies.Ours(catalog, SessionModelOptions.Default with { Confidence = confidence })));
        }

        return text.ToString();
    }

    public string PolicyTable()
    {
        var text = new StringBuilder("| policy | tasks | completed | d, points | saving | $ a task |\n|---|---|---|---|---|---|\n");
        Row(text, "baseline stays", Run(Sonnet, SessionPolicies.Always(Sonnet)));
        Row(text, "random", Run(Sonnet, SessionPolicies.Random()));
        Row(text, "short issues to MiniMax M2.7 (length only)", Run(Sonnet, SessionPolicies.ByLength("minimax/minimax-m2.7")));
        Row(text, "kNN, 40 neighbors by length within the domain", Run(Sonnet, SessionPolicies.Nearest()));
        Row(text, "always DeepSeek V3.2 (cheapest)", Run(Sonnet, SessionPolicies.Always("deepseek/deepseek-v3.2")));
        Row(text, "always MiniMax M2.7", Run(Sonnet, SessionPolicies.Always("minimax/minimax-m2.7")));
        Row(text, "always GPT-5.5 (best)", Run(Sonnet, SessionPolicies.Always("openai/gpt-5.5")));
        Row(text, "**session model**", Main);
        Row(text, "oracle", Run(Sonnet, SessionPolicies.Oracle()));
        return text.ToString();
    }

    /// <summary>What the router would choose from all tasks, with its own explanation.</summary>
    public string ChoiceTable()
    {
        var models = PortfolioPriors.Models(catalog, tasks);
        var text = new StringBuilder("| baseline | choice | reason | explanation |\n|---|---|---|---|\n");
        foreach (var baseline in (string[])[Sonnet, Opus])
        {
            foreach (var domain in FourDomains)
            {
                var choice = SessionModel.Choose(TaskDomain.Parse(domain)!.Value, models.Single(model => model.Id == baseline), models, SessionModelOptions.Default, ShippedCatalog.Today, team: []);
                text.Append($"| {baseline} | {choice.Model.Id} | `{choice.Reason}` | {choice.Explanation} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>How well the average bill of half of the tasks predicts that of the other half: the median factor.</summary>
    public double PriorFactor()
    {
        var factors = from task in tasks
                      from cell in task.Cells
                      group (Half: Folds.Of(task.Instance, 3, 2), cell.Value.CostUsd) by (task.Domain, cell.Key) into cells
                      where cells.Count() >= SessionModelOptions.Default.MinTasks
                      let halves = cells.GroupBy(cell => cell.Half).Select(half => half.Average(cell => cell.CostUsd)).ToArray()
                      select Math.Max(halves[0] / halves[1], halves[1] / halves[0]);
        double[] sorted = [.. factors.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>The median correlation of the outcomes of two models on the same tasks of a domain.</summary>
    public double PairCorrelation()
    {
        var correlations = new List<double>();
        foreach (var domain in tasks.GroupBy(task => task.Domain).Where(domain => domain.Count() >= SessionModelOptions.Default.MinTasks))
        {
            string[] models = [.. domain.SelectMany(task => task.Cells.Keys).Distinct().Order(StringComparer.Ordinal)];
            foreach (var (left, right) in models.SelectMany((left, index) => models.Skip(index + 1).Select(right => (left, right))))
                correlations.Add(Correlation([.. domain.Where(task => task.Cells.ContainsKey(left) && task.Cells.ContainsKey(right)).Select(task => (task.Cells[left].Resolved, task.Cells[right].Resolved))]));
        }

        correlations.Sort();
        return correlations[correlations.Count / 2];
    }

    private SessionResult Run(string baseline, SessionPolicy policy) => SessionEvaluation.Run(tasks, baseline, policy);

    private static double Correlation((double Left, double Right)[] pairs)
    {
        var (left, right) = (pairs.Average(pair => pair.Left), pairs.Average(pair => pair.Right));
        var covariance = pairs.Average(pair => (pair.Left - left) * (pair.Right - right));
        return covariance / Math.Sqrt(left * (1 - left) * right * (1 - right));
    }

    private static void Row(StringBuilder text, string name, SessionResult result) =>
        text.Append($"| {name} | {result.Tasks} | {result.Resolved * 100:F1} % | {result.Difference.Percent()} | {result.Saving.Percent()} | {result.CostUsd:F2} |\n");
}
