using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Keys;

/// <summary>The Keys tab: the keys that the member may see, with limits and the spend of the month. Never a key itself.</summary>
internal sealed class KeysMarkdown(
    ApiKeyService keys, IUsageQueries usage, ITenancyStore tenancy, PauseCache pauses, BudgetSpend budgets, IWalletStore wallets, CatalogSource catalog, TimeProvider time)
{
    private const int MaxKeys = 200;

    public async Task<string> WriteAsync(SignedIn me, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = await keys.ListAsync(me.Member, cancellationToken);
        var paused = await pauses.GetAsync(me.Team.Id, cancellationToken);
        var members = (await tenancy.ListMembersAsync(me.Team.Id, cancellationToken)).ToDictionary(static member => member.Id);
        var emails = members.ToDictionary(static pair => pair.Key, static pair => pair.Value.Email);
        var obstacles = await KeyObstacles.ReadAsync(me.Member, members, usage, budgets, wallets, catalog, now, cancellationToken);
        var spend = (await usage.BreakDownAsync(UsageWindow.MonthOf(me.Team.Id, now), [UsageGroup.Key], cancellationToken))
            .Where(static row => !row.IsRest).ToDictionary(static row => row.Group[0], static row => row.Sums);

        var text = new StringBuilder($"# Keys of {MarkdownTable.Cell(me.Team.Name)}\n\n");
        text.Append($"Spend of {now.UtcDateTime:yyyy-MM} (UTC). Mint a key with `POST /v1/keys` or at /developer/keys. As JSON: `GET /v1/keys`.\n\n");
        var table = new MarkdownTable("Id", "Name", "Key", "Member", "State", "Requests/min", "Tokens/min", "Concurrent", "Monthly cap USD", "Models", "Requests", "Spent USD");
        foreach (var key in all.Take(MaxKeys))
        {
            var row = new KeyTableRow(key, KeyDescriptions.HolderOf(key, emails), spend.GetValueOrDefault(key.Id.ToString()) ?? new UsageSums(), paused.Find(key.Id), now)
            {
                Obstacle = obstacles.Of(key),
                CanLimit = me.Member.Role.Manages() && (!members.TryGetValue(key.HolderId, out var holder) || me.Member.Role.Outranks(holder.Role)),
            };
            table.AddRow(
                key.Id.ToString(), key.Name, key.Display, row.Holder, StateOf(row), MarkdownFormat.Count(key.Limits.RequestsPerMinute),
                MarkdownFormat.OrNone(key.Limits.TokensPerMinute), MarkdownFormat.OrNone(key.Limits.Concurrency), key.Limits.MonthlyCap is { } cap ? MarkdownFormat.Usd(cap) : "–",
                key.Models.IsEmpty ? "all" : string.Join(", ", key.Models), MarkdownFormat.Count(row.Month.Requests), MarkdownFormat.Usd(row.Month.Cost));
        }

        text.Append(table);
        if (all.Length > MaxKeys) text.Append($"\n{all.Length - MaxKeys} older keys are not listed.\n");
        return text.ToString();
    }

    private static string StateOf(KeyTableRow row)
    {
        var state = row.IsBlocked ? $"{row.Status}: {row.Reason}" : row.Status;
        if (row.Expires is not { } end) return state;
        return row.IsBlocked ? $"{state} Expires {end.UtcDateTime:yyyy-MM-dd}." : $"{state} until {end.UtcDateTime:yyyy-MM-dd}";
    }
}
