using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Leases;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>The open allowances that some usage records may belong to.</summary>
internal sealed class OpenAllowances
{
    private readonly ILookup<(TenantId, AllowanceKind, string), AllowanceRow> rows;

    private OpenAllowances(IEnumerable<AllowanceRow> rows) => this.rows = rows.ToLookup(row => (row.TenantId, row.Kind, row.Subject));

    /// <summary>Reads the allowances whose subject and window occur in the records. The wallets of the teams are locked.</summary>
    public static async Task<OpenAllowances> ReadAsync(
        PortalDbContext context, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        TenantId[] tenants = [.. records.Select(record => record.TenantId).Distinct()];
        string[] subjects =
        [
            "",
            .. records.Select(record => record.MemberId).Distinct().Select(member => member.ToString()),
            .. records.Select(record => record.KeyId).Distinct().Select(key => key.ToString()),
            .. records.Select(record => record.User).OfType<string>().Distinct(),
            .. records.Select(record => record.Run).OfType<string>().Distinct(),
        ];
        var (first, last) = (records.Min(record => record.At), records.Max(record => record.At));

        // One parameter for all subjects: the text of the statement does not depend on their number.
        return new OpenAllowances(await context.Allowances
            .Where(row => tenants.Contains(row.TenantId) && EF.Parameter(subjects).Contains(row.Subject) && row.StartsAt <= last && row.EndsAt > first)
            .ToListAsync(cancellationToken));
    }

    /// <summary>Adds the cost of the records to the allowances that they belong to. <c>SaveChanges</c> writes them.</summary>
    public void Add(IEnumerable<UsageRecord> records)
    {
        if (rows.Count == 0) return;
        foreach (var record in records)
        {
            Add(record, AllowanceKind.Tenant, "");
            Add(record, AllowanceKind.Member, record.MemberId.ToString());
            Add(record, AllowanceKind.Key, record.KeyId.ToString());
            if (record.User is { } user) Add(record, AllowanceKind.User, user);
            if (record.Run is { } run) Add(record, AllowanceKind.Run, run);
        }
    }

    private void Add(UsageRecord record, AllowanceKind kind, string subject)
    {
        foreach (var row in rows[(record.TenantId, kind, subject)])
        {
            if (row.StartsAt <= record.At && record.At < row.EndsAt && (row.Model.Length == 0 || row.Model == record.ModelServed))
                row.Spent += record.Cost;
        }
    }
}
