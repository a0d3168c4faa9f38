using System.Runtime.InteropServices;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Adds the cost of usage records to the open allowances that they belong to, and to what this node has leased of them: it becomes spent at the same
/// moment as it is no longer leased.
/// </summary>
internal static class OpenAllowances
{
    /// <summary>Reads the allowances and leases whose subject and window occur in the records, and adds to them. <c>SaveChanges</c> writes them.</summary>
    /// <param name="context">A context with an open transaction that has locked the wallets of the teams.</param>
    /// <param name="records">The records.</param>
    /// <param name="node">This node.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task AddAsync(
        PortalDbContext context, IReadOnlyList<UsageRecord> records, LeaseNode node, CancellationToken cancellationToken)
    {
        var batch = new Subjects(records);
        var rows = new Dictionary<(TeamId, AllowanceKind, string), List<IAllowanceTotal>>();
        var (teams, subjects, first, last) = (batch.Teams, batch.All, batch.First, batch.Last);

        // One parameter for all subjects: the text of the statement does not depend on their number.
        var possible = context.Allowances.Where(row => teams.Contains(row.TeamId) && EF.Parameter(subjects).Contains(row.Subject)
            && row.StartsAt <= last && row.EndsAt > first);
        await foreach (var row in possible.AsAsyncEnumerable().WithCancellation(cancellationToken)) AddRow(row);
        var leases = context.Leases.Where(row => row.Node == node.Id && teams.Contains(row.TeamId) && EF.Parameter(subjects).Contains(row.Subject)
            && row.StartsAt <= last && row.EndsAt > first);
        await foreach (var row in leases.AsAsyncEnumerable().WithCancellation(cancellationToken)) AddRow(row);

        if (rows.Count == 0) return;
        foreach (var record in records)
        {
            Add(record, AllowanceKind.Team, "");
            Add(record, AllowanceKind.Member, batch.Members[record.MemberId]);
            Add(record, AllowanceKind.Key, batch.Keys[record.KeyId]);
            if (!record.Simulated) Add(record, AllowanceKind.Wallet, "");
            if (record.User is { } user) Add(record, AllowanceKind.User, user);
            if (record.RootRunId is { } run) Add(record, AllowanceKind.Run, run);
        }

        void AddRow(IAllowanceTotal row)
        {
            ref var ofSubject = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, (row.TeamId, row.Kind, row.Subject), out _);
            (ofSubject ??= []).Add(row);
        }

        void Add(UsageRecord record, AllowanceKind kind, string subject)
        {
            if (!rows.TryGetValue((record.TeamId, kind, subject), out var allowances)) return;
            foreach (var row in allowances)
            {
                if (row.StartsAt <= record.At && record.At < row.EndsAt && (row.Model.Length == 0 || row.Model == record.ModelServed))
                    row.Add(record.Cost);
            }
        }
    }

    /// <summary>The subjects of the allowances that some records may belong to.</summary>
    private sealed class Subjects
    {
        private readonly HashSet<TeamId> teams = [];
        private readonly HashSet<string> names = new(StringComparer.Ordinal) { "" };

        public Subjects(IReadOnlyList<UsageRecord> records)
        {
            (First, Last) = (records[0].At, records[0].At);
            foreach (var record in records)
            {
                teams.Add(record.TeamId);
                if (!Members.ContainsKey(record.MemberId)) Members.Add(record.MemberId, record.MemberId.ToString());
                if (!Keys.ContainsKey(record.KeyId)) Keys.Add(record.KeyId, record.KeyId.ToString());
                if (record.User is { } user) names.Add(user);
                if (record.RootRunId is { } run) names.Add(run);
                if (record.At < First) First = record.At;
                if (record.At > Last) Last = record.At;
            }
        }

        public TeamId[] Teams => [.. teams];

        public string[] All => [.. names, .. Members.Values, .. Keys.Values];

        /// <summary>The members' ids as subjects.</summary>
        public Dictionary<MemberId, string> Members { get; } = [];

        /// <summary>The keys' ids as subjects.</summary>
        public Dictionary<KeyId, string> Keys { get; } = [];

        public DateTimeOffset First { get; }

        public DateTimeOffset Last { get; }
    }
}
