using System.Text;
using JusInfer.Routing.Evaluation.Economics;
using JusInfer.Routing.Evaluation.Sessions;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The tables about a model that begins a task and another one that repeats it if a check rejects the result. Nothing is chosen from the tasks.</summary>
internal sealed class CascadeReport(IReadOnlyList<PortfolioTask> tasks)
{
    private const string Sonnet = "claude-sonnet-4.5", Opus = "claude-opus-4.5", Gemini = "gemini-3-pro", Mini = "gpt-5-mini", DeepSeek = "deepseek-v3.2-reasoner";

    /// <summary>The share of the baseline's completed tasks that a random choice keeps.</summary>
    private const double Quality = 0.95;

    public int Tasks => tasks.Count;

    /// <summary>What a call of Sonnet 4.5 cost on these tasks. USD.</summary>
    public Interval SonnetCall => Bootstrap.Of(tasks, static sample => sample.Sum(static task => task.Cells[Sonnet].CostUsd) / sample.Sum(static task => task.Cells[Sonnet].Calls!.Value));

    /// <summary>The share of the tasks that Sonnet 4.5 completes and GPT-5 mini does not.</summary>
    public Interval NeedsSonnet => Bootstrap.Of(tasks, static sample => sample.Average(static task => task.Cells[Sonnet].Resolved > task.Cells[Mini].Resolved ? 1d : 0));

    /// <summary>The saving if a random share of the tasks goes to GPT-5 mini, as large as keeps 95 % of the tasks that Sonnet 4.5 completes.</summary>
    public Interval RandomSaving => Bootstrap.Of(tasks, static sample =>
    {
        var (own, small) = (sample.Average(static task => task.Cells[Sonnet].Resolved), sample.Average(static task => task.Cells[Mini].Resolved));
        var share = own <= small ? 1 : Math.Min(1, (1 - Quality) * own / (own - small));
        return share * (1 - (sample.Sum(static task => task.Cells[Mini].CostUsd) / sample.Sum(static task => task.Cells[Sonnet].CostUsd)));
    });

    public string AloneTable()
    {
        var text = new StringBuilder("| one model for all tasks | completed | saving against Sonnet 4.5 | $ a task |\n|---|---|---|---|\n");
        foreach (var model in (string[])[Opus, Gemini, Sonnet, "gpt-5.1", "gpt-5", DeepSeek, Mini, "gpt-oss-120b", "llama-4-maverick", "qwen2.5-coder-32b"]) Row(model, task => task.Cells[model]);
        Row("oracle: for each task the cheapest of all models that completes it, else the cheapest", static task => task.Cells.Values.OrderByDescending(static cell => cell.Resolved).ThenBy(static cell => cell.CostUsd).First());
        return text.ToString();

        void Row(string name, Func<PortfolioTask, PortfolioCell> cell)
        {
            var values = Measure(Sonnet, cell);
            text.Append($"| {name} | {values[0].Percent()} | {values[2].Percent()} | {values[3].Number(3)} |\n");
        }
    }

    public string CascadeTable()
    {
        var text = new StringBuilder("| baseline | first | then | recall | false alarm | completed | d, points | saving | $ a task |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var (baseline, first, then) in ((string, string, string)[])[(Sonnet, Mini, Sonnet), (Sonnet, DeepSeek, Gemini), (Opus, DeepSeek, Opus), (Opus, DeepSeek, Gemini), (Sonnet, "qwen2.5-coder-32b", Sonnet)])
        {
            foreach (var (recall, falseAlarm) in ((double, double)[])[(1, 0), (0.9, 0.1), (0.8, 0.2), (0.6, 0.15)])
            {
                var values = Measure(baseline, new Cascade(first, then, recall, falseAlarm).CellOf);
                text.Append($"| {baseline} | {first} | {then} | {recall:F2} | {falseAlarm:F2} | {values[0].Percent()} | {values[1].Percent()} | {values[2].Percent()} | {values[3].Number(3)} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The share of completed tasks, that less the baseline's, the saving against its bill, and the bill of a task in USD.</summary>
    private Interval[] Measure(string baseline, Func<PortfolioTask, PortfolioCell> cell) => Bootstrap.OfAll([.. tasks.Select(task => (Own: task.Cells[baseline], Cell: cell(task)))], static sample =>
    {
        var (completed, cost) = (sample.Average(static pair => pair.Cell.Resolved), sample.Average(static pair => pair.Cell.CostUsd));
        return [completed, completed - sample.Average(static pair => pair.Own.Resolved), 1 - (cost / sample.Average(static pair => pair.Own.CostUsd)), cost];
    });
}
