using System.Text.Json;

namespace JusInfer.Routing.Evaluation.Sessions;

/// <summary>A task that several models have done: outcome and bill per model.</summary>
/// <param name="Benchmark">The benchmark.</param>
/// <param name="Domain">The domain in the terms of the catalog.</param>
/// <param name="Instance">The task. Tasks of two benchmarks with one name are about the same issue.</param>
/// <param name="Cells">The result of each model, by its id in the catalog.</param>
/// <param name="IssueCharacters">The length of the task's text, if known.</param>
internal sealed record PortfolioTask(string Benchmark, string Domain, string Instance, IReadOnlyDictionary<string, PortfolioCell> Cells, double? IssueCharacters);

/// <summary>The result of a model on a task.</summary>
/// <param name="Resolved">1 if the task was completed, else 0.</param>
/// <param name="CostUsd">The bill at the catalog's prices; the model's average on the benchmark if it was not recorded.</param>
/// <param name="Calls">The calls of the model, if they were counted.</param>
internal readonly record struct PortfolioCell(double Resolved, double CostUsd, double? Calls = null);

/// <summary>Reads the results of one agent for the models of the catalog. Flagged cells are left out.</summary>
internal static class Portfolio
{
    /// <summary>Cells with faults of the harness or of the accounting, from the notes of the data set.</summary>
    private static readonly HashSet<(string Benchmark, string Model)> Flagged =
    [
        ("gaia", "oh/deepseek-v4-pro"), ("gaia", "oh/minimax-m2.7"), ("swt-bench-verified", "oh/deepseek-v4-pro"),
    ];

    public static IReadOnlyList<PortfolioTask> Read(string folder, string harness)
    {
        var catalogIds = CatalogIds(folder, harness);
        JsonElement[] rows = [.. DataFile.Rows(folder, "portfolio")];
        var means = rows.SelectMany(row => row.GetProperty("models").EnumerateObject().Select(cell => (Benchmark: row.Text("benchmark")!, cell.Name, Cost: CostOf(cell.Value))))
            .Where(cell => cell.Cost is not null).GroupBy(cell => (cell.Benchmark, cell.Name)).ToDictionary(group => group.Key, group => group.Average(cell => cell.Cost!.Value));
        return [.. rows.Select(row => Task(row, catalogIds, means)).Where(task => task.Cells.Count > 0)];
    }

    /// <summary>Bug fixes with one agent and many models, by the names of the source. Under a license that permits evaluation only.</summary>
    public static IReadOnlyList<PortfolioTask> ReadFixes(string folder) =>
    [
        .. from row in DataFile.Rows(folder, "swebench_verified_outcomes")
           let cells = row.GetProperty("outcomes").EnumerateObject()
               .ToDictionary(cell => cell.Name, cell => new PortfolioCell(cell.Value.Number("resolved") ?? 0, cell.Value.Number("cost_usd") ?? 0, cell.Value.Number("calls")), StringComparer.Ordinal)
           select new PortfolioTask("swe-bench-verified", "fix/python", row.Text("id")!, cells, null),
    ];

    private static PortfolioTask Task(JsonElement row, Dictionary<string, string> catalogIds, Dictionary<(string, string), double> means)
    {
        var benchmark = row.Text("benchmark")!;
        var cells = new Dictionary<string, PortfolioCell>(StringComparer.Ordinal);
        foreach (var cell in row.GetProperty("models").EnumerateObject())
        {
            if (!catalogIds.TryGetValue(cell.Name, out var id) || Flagged.Contains((benchmark, cell.Name)) || !means.TryGetValue((benchmark, cell.Name), out var mean)) continue;
            cells[id] = new PortfolioCell(cell.Value.Number("r") ?? 0, CostOf(cell.Value) ?? mean);
        }

        return new PortfolioTask(benchmark, row.Text("domain")!, row.Text("instance")!, cells, row.GetProperty("facts").Number("issue_chars"));
    }

    /// <summary>The cost at the catalog's prices. A recorded cost of 0 is a gap of the source.</summary>
    private static double? CostOf(JsonElement cell) => cell.TryGetProperty("z", out _) || cell.Number("p") is not > 0 ? null : cell.Number("p");

    private static Dictionary<string, string> CatalogIds(string folder, string harness)
    {
        using var models = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "portfolio.models.dev.json")));
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var model in models.RootElement.EnumerateObject())
        {
            if (model.Name.StartsWith(harness + "/", StringComparison.Ordinal) && model.Value.Text("catalog") is { } id) ids.TryAdd(model.Name, id);
        }

        return ids;
    }
}
