using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Reports.Keys;

/// <summary>The Keys tab: the keys that the member may see, with limits and the spend of the month. Never a key itself.</summary>
internal sealed class KeysMarkdown(KeyList keys, TimeProvider time)
{
    private const int MaxKeys = 200;

    public async Task<string> WriteAsync(SignedIn me, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = await keys.ReadAsync(me.Member, cancellationToken);
        var text = new StringBuilder($"# Keys of {MarkdownTable.Cell(me.Team.Name)}\n\n");
        text.Append($"Spend of {now.UtcDateTime:yyyy-MM} (UTC). Mint a key with `POST /v1/keys` or at /developer/keys. As JSON: `GET /v1/keys`.\n\n");
        var table = new MarkdownTable("Id", "Name", "Key", "Member", "State", "Requests/min", "Tokens/min", "Concurrent", "Monthly cap USD", "Models", "Requests", "Spent USD");
        foreach (var row in all.Take(MaxKeys))
        {
            var key = row.Key;
            table.AddRow(
                key.Id.ToString(), key.Name, key.Display, row.Holder, StateOf(row), MarkdownFormat.Count(key.Terms.RequestsPerMinute),
                MarkdownFormat.OrNone(key.Terms.TokensPerMinute), MarkdownFormat.OrNone(key.Terms.Concurrency), key.Terms.MonthlyCap is { } cap ? MarkdownFormat.Usd(cap) : "–",
                key.Terms.Models.IsEmpty ? "all" : string.Join(", ", key.Terms.Models),
                MarkdownFormat.Count(row.Requests), MarkdownFormat.Usd(row.Spent));
        }

        text.Append(table);
        if (all.Length > MaxKeys) text.Append($"\n{all.Length - MaxKeys} older keys are not listed.\n");
        return text.ToString();
    }

    private static string StateOf(KeyTableRow row)
    {
        var state = row.IsBlocked ? $"{row.StatusName}: {row.Reason}" : row.StatusName;
        if (row.Expires is { } end)
        {
            var day = $"{end.UtcDateTime:yyyy-MM-dd}";
            state += row.IsBlocked ? $" Expires {day}." : $" until {day}";
        }

        if (row.Previous is { } previous) state += $" (old secret {previous.Display} until {previous.EndsAt.UtcDateTime:yyyy-MM-dd HH:mm})";
        return state;
    }
}
