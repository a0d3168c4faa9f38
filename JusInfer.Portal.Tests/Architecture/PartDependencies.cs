using System.Globalization;
using System.Text;

namespace JusInfer.Portal.Tests.Architecture;

/// <summary>The parts of a namespace, which are the namespaces directly below it, and the uses between them.</summary>
internal sealed class PartDependencies
{
    private readonly string root;
    private readonly List<(string User, string Used, Use Use)> pairs;

    /// <param name="root">The namespace, with a dot at its end.</param>
    /// <param name="uses">Every use of one type by another.</param>
    public PartDependencies(string root, IReadOnlySet<Use> uses)
    {
        this.root = root;
        Parts = [.. uses.Select(use => PartOf(use.User)).Where(part => part.Length > 0).Distinct()];
        pairs = [.. uses.Select(use => (User: PartOf(use.User), Used: PartOf(use.Used), use)).Where(pair => pair.User.Length > 0 && pair.Used.Length > 0 && pair.User != pair.Used)];
    }

    public IReadOnlyList<string> Parts { get; }

    /// <summary>The uses of a part that does not come before its user in the order, as <c>A.Type uses B.Type</c>.</summary>
    public IEnumerable<string> Violations(string[] order) => pairs
        .Where(pair => Array.IndexOf(order, pair.Used) >= Array.IndexOf(order, pair.User))
        .Select(pair => $"{pair.Use.User[root.Length..]} uses {pair.Use.Used[root.Length..]}");

    public string Report(string[] order)
    {
        var edges = pairs.Select(pair => (pair.User, pair.Used)).Distinct().ToHashSet();
        var mutual = edges.Where(edge => string.CompareOrdinal(edge.User, edge.Used) < 0 && edges.Contains((edge.Used, edge.User))).ToList();
        var report = new StringBuilder();
        foreach (var part in order)
            report.AppendLine(CultureInfo.InvariantCulture, $"{part} uses {string.Join(", ", order.Where(used => edges.Contains((part, used))).DefaultIfEmpty("nothing"))}");
        return report.AppendLine(CultureInfo.InvariantCulture, $"{order.Length} parts, {edges.Count} dependencies, {mutual.Count} mutual pairs {string.Join(", ", mutual)}").ToString();
    }

    /// <summary>The first name below the root; empty for a type in the root itself or outside it.</summary>
    private string PartOf(string type)
    {
        if (!type.StartsWith(root, StringComparison.Ordinal)) return "";
        var end = type.IndexOf('.', root.Length);
        return end < 0 ? "" : type[root.Length..end];
    }
}
