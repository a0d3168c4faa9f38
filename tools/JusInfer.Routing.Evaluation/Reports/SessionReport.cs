using System.Collections.Immutable;
using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Routing.Evaluation.Sessions;
using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The tables about the model of a whole session.</summary>
internal sealed class SessionReport(string data, ShippedCatalog catalog, FailureHead failures)
{
    /// <summary>The rule of the earlier research: GPT-5 mini has 12 calls.</summary>
    public const int EarlierCalls = 12;

    /// <summary>The share of the baseline's completed tasks that a hand-over keeps on the tasks that it is chosen from.</summary>
    private const double Quality = 0.95;

    private const string Beginner = "gpt-5-mini", FixesBaseline = "claude-sonnet-4.5";

    private const string Sonnet = "anthropic/claude-sonnet-4.5", Opus = "anthropic/claude-opus-4.5", Minimax = "minimax/minimax-m2.7";

    private static readonly string[] FourDomains = ["fix/python", "tests/python", "research", "build/python"];

    private readonly PortfolioTask[] tasks = [.. Portfolio.Read(data, "oh").Where(task => FourDomains.Contains(task.Domain) && task.Cells.Count > 1)];
    private readonly IReadOnlyList<PortfolioTask> fixes = Portfolio.ReadFixes(data);

    public SessionResult Main => Run(Sonnet, SessionPolicies.Ours(catalog, SessionModelOptions.Default));

    public SessionResult Fix => SessionEvaluation.Run([.. tasks.Where(task => task.Domain == "fix/python")], Sonnet, SessionPolicies.Ours(catalog, SessionModelOptions.Default));

    public string ConfidenceTable()
    {
        var text = new StringBuilder("| baseline | confidence | tasks | completed | d, points | saving | $ a task |\n|---|---|---|---|---|---|---|\n");
        foreach (var baseline in (string[])[Sonnet, Opus])
        {
            foreach (var confidence in (double[])[0.5, 0.7, 0.8, 0.85, 0.9, 0.95])
                Row(text, $"{baseline} | {confidence:F2}", Run(baseline, SessionPolicies.Ours(catalog, SessionModelOptions.Default with { BoundedConfidence = confidence })));
        }

        return text.ToString();
    }

    /// <summary>Sonnet 4.5 in Claude Code is replaced by MiniMax M2.7 in OpenHands, without any choice, so that the hand-over alone is seen.</summary>
    public string HandOverTable()
    {
        var text = new StringBuilder("| the baseline takes over after | tasks | completed | d, points | saving | $ a task |\n|---|---|---|---|---|---|\n");
        foreach (var share in (double[])[0.7, 0.8, 0.9]) Row(text, $"the cost of {share:P0} of the tasks", HandOver(share));
        Row(text, "never", SessionEvaluation.Run(AgainstClaudeCode(), Sonnet, SessionPolicies.Always(Minimax)));
        return text.ToString();
    }

    public SessionResult HandOver(double share) => SessionEvaluation.Run(AgainstClaudeCode(), Sonnet, SessionPolicies.HandOver(Minimax, share));

    public FailureHead Failures => failures;

    /// <summary>The number of bug fixes with one agent.</summary>
    public int Fixes => fixes.Count;

    /// <summary>GPT-5 mini begins every bug fix, and Sonnet 4.5 takes over after the calls that on other tasks keep 95 % of the completed ones.</summary>
    public SessionResult FixesByCalls => RunFixes(SessionPolicies.Best(SessionPolicies.HandOversByCalls(Beginner), Quality));

    /// <summary>The same at a cost.</summary>
    public SessionResult FixesByCost => RunFixes(SessionPolicies.Best(SessionPolicies.HandOversByCost(Beginner), Quality));

    /// <summary>The same by the rule of the earlier research.</summary>
    public SessionResult FixesByEarlierRule => RunFixes(SessionPolicies.HandOverAfter(Beginner, EarlierCalls));

    /// <summary>The completed tasks, as a share of those of the baseline.</summary>
    public double QualityOf(SessionResult result) => result.Resolved / fixes.Average(task => task.Cells[FixesBaseline].Resolved);

    public string FloorRow()
    {
        var (own, earlier) = (FixesByCalls, FixesByEarlierRule);
        return $"| G9 | bug fixes begun by GPT-5 mini: saving, % (share of the quality, %) | {earlier.Saving.Percent()} ({QualityOf(earlier) * 100:F1}) | {own.Saving.Percent()} ({QualityOf(own) * 100:F1}) | the earlier rule was chosen from these tasks |\n";
    }

    public string FixesTable()
    {
        var text = new StringBuilder("| Sonnet 4.5 takes over | completed | of the baseline's | d, points | saving | $ a task |\n|---|---|---|---|---|---|\n");
        Add("always: the baseline stays", RunFixes(SessionPolicies.Always(FixesBaseline)));
        Add($"after {EarlierCalls} calls: the rule of the earlier research", FixesByEarlierRule);
        Add("after the calls that other tasks require", FixesByCalls);
        Add("at the cost that other tasks require", FixesByCost);
        foreach (var calls in (int[])[8, 10, 14, 16]) Add($"after {calls} calls", RunFixes(SessionPolicies.HandOverAfter(Beginner, calls)));
        Add("never", RunFixes(SessionPolicies.Always(Beginner)));
        return text.ToString();

        void Add(string name, SessionResult result) =>
            text.Append($"| {name} | {result.Resolved * 100:F1} % | {QualityOf(result) * 100:F1} % | {result.Difference.Percent()} | {result.Saving.Percent()} | {result.CostUsd:F3} |\n");
    }

    public string PolicyTable()
    {
        var text = new StringBuilder("| policy | tasks | completed | d, points | saving | $ a task |\n|---|---|---|---|---|---|\n");
        Row(text, "baseline stays", Run(Sonnet, SessionPolicies.Always(Sonnet)));
        Row(text, "random", Run(Sonnet, SessionPolicies.Random()));
        Row(text, "short issues to MiniMax M2.7 (length only)", Run(Sonnet, SessionPolicies.ByLength(Minimax)));
        Row(text, "kNN, 40 neighbors by length within the domain", Run(Sonnet, SessionPolicies.Nearest()));
        Row(text, "always DeepSeek V3.2 (cheapest)", Run(Sonnet, SessionPolicies.Always("deepseek/deepseek-v3.2")));
        Row(text, "always MiniMax M2.7", Run(Sonnet, SessionPolicies.Always(Minimax)));
        Row(text, "always GPT-5.5 (best)", Run(Sonnet, SessionPolicies.Always("openai/gpt-5.5")));
        Row(text, "**session model**", Main);
        Row(text, "oracle", Run(Sonnet, SessionPolicies.Oracle()));
        return text.ToString();
    }

    /// <summary>What the router would choose from all tasks, with its own explanation.</summary>
    public string ChoiceTable() => ChoiceTable(PortfolioPriors.Models(catalog, tasks));

    private static string ChoiceTable(ImmutableArray<Model> models)
    {
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

    /// <summary>How well the bill of MiniMax M2.7 alone tells its failed tasks: AUC, and recall at 20 % false alarms.</summary>
    public (Interval Auc, double Recall) SpendOf(string domain)
    {
        (double Score, bool Label)[] cells = [.. tasks.Where(task => task.Domain == domain).Select(task => (task.Cells[Minimax].CostUsd, task.Cells[Minimax].Resolved == 0))];
        return (Bootstrap.Of(cells, static sample => Scores.Auc([.. sample])), Scores.RecallAtFalseAlarms(cells, 0.2));
    }

    /// <summary>The priors of the shipped catalog, next to the averages of the data that they were taken from.</summary>
    public string ShippedPriorTable()
    {
        var text = new StringBuilder("| model | kind of work | date | tasks | completed: catalog, data | $ a task: catalog, data | not used because |\n|---|---|---|---|---|---|---|\n");
        foreach (var model in catalog.Snapshot.Models)
        {
            foreach (var prior in model.Priors)
            {
                var cells = tasks.Where(task => task.Domain == prior.Domain.ToString() && task.Cells.ContainsKey(model.Id)).Select(task => task.Cells[model.Id]).ToArray();
                var price = (model.UsableEndpoints[0].Prices ?? model.Prices).At(ShippedCatalog.Today);
                var measured = cells.Length == 0 ? "left out" : $"{cells.Average(cell => cell.Resolved) * 100:F1} %";
                var billed = cells.Length == 0 ? "left out" : $"{cells.Average(cell => cell.CostUsd):F2}";
                text.Append($"| {model.Id} | {prior.Domain} | {prior.Date:yyyy-MM-dd} | {prior.Tasks} | {prior.ResolveRate * 100:F1} %, {measured} | {prior.CostAt(price):F2}, {billed} | {string.Join(", ", prior.Flags)} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What the router chooses from the priors of the shipped catalog, which count less with their age.</summary>
    public string ShippedChoiceTable() => ChoiceTable(catalog.Snapshot.Models);

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

    /// <summary>Fixes and tests with the results of Sonnet 4.5 in Claude Code in the place of those in OpenHands.</summary>
    private PortfolioTask[] AgainstClaudeCode() =>
    [
        .. from task in tasks
           where task.Domain is "fix/python" or "tests/python"
           join other in Portfolio.Read(data, "cc") on (task.Benchmark, task.Instance) equals (other.Benchmark, other.Instance)
           where other.Cells.ContainsKey(Sonnet)
           select task with { Cells = task.Cells.Where(cell => cell.Key != Sonnet).Append(KeyValuePair.Create(Sonnet, other.Cells[Sonnet])).ToDictionary() },
    ];

    private SessionResult RunFixes(SessionPolicy policy) => SessionEvaluation.Run(fixes, FixesBaseline, policy);

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
