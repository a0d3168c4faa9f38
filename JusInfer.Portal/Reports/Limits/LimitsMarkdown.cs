using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Reports.Limits;

/// <summary>The Limits page: every limit of one key, or of the newest live keys.</summary>
internal sealed class LimitsMarkdown(ApiKeyService keys, LimitReport report, CatalogSnapshot catalog, TimeProvider time)
{
    private const int MaxKeys = 10;

    public async Task<string> WriteAsync(SignedIn me, IQueryCollection parameters, CancellationToken cancellationToken)
    {
        var live = (await keys.ListAsync(me.Member, cancellationToken)).Where(key => key.IsLive(time.GetUtcNow())).ToImmutableArray();
        var requested = parameters["key"].ToString();
        var shown = requested.Length == 0 ? live : [.. live.Where(key => key.Id.ToString() == requested)];
        var model = parameters["model"].ToString() is { Length: > 0 } name ? (catalog.Resolve(name) as ModelResolution.Pinned)?.Model.Id : null;

        var text = new StringBuilder($"# Limits of {MarkdownTable.Cell(me.Team.Name)}\n\n");
        text.Append("Each limit of a key's calls. The next calls reach the one that is marked first. `?key=` selects a key, `?model=` adds the budgets of a model. As JSON: `GET /v1/limits?key=`.\n");
        if (shown.IsEmpty) text.Append("\nThere is no such live key.\n");
        foreach (var key in shown.Take(MaxKeys))
        {
            if (await keys.FindHolderAsync(me.Member, key.Id, cancellationToken) is not { } holder) continue;
            Append(text, key, await report.EvaluateAsync(holder, model, catalog.IsDemo, cancellationToken));
        }

        if (shown.Length > MaxKeys)
            text.Append($"\n{shown.Length - MaxKeys} older keys are not listed: {string.Join(", ", shown.Skip(MaxKeys).Take(100).Select(static key => key.Id.ToString()))}\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, ApiKey key, ImmutableArray<LimitState> limits)
    {
        text.Append($"\n## {MarkdownTable.Cell(key.Name)} ({key.Id})\n\n");
        var table = new MarkdownTable("Limit", "Code", "Unit", "Limit", "Used", "Held", "Left", "Resets", "Reached first");
        foreach (var limit in limits)
        {
            table.AddRow(
                limit.Name, limit.Scope, EnumFormat.Format(limit.Kind), Amount(limit.Limit), Amount(limit.Used), Amount(limit.Held), Amount(limit.Left),
                limit is { Kind: LimitKind.Usd, ResetsAt: { } at } ? MarkdownFormat.Time(at) : LimitDescriptions.Refill(limit), limit.Binds ? "yes" : "no");
        }

        text.Append(table);
    }

    private static string Amount(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);
}
