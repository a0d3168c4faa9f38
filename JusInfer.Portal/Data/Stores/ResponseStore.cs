using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class ResponseStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IResponseStore
{
    /// <summary>The number of rows that are read at once to find the oldest ones.</summary>
    private const int MaxRemovedAtOnce = 100;

    public async Task AddAsync(StoredResponse response, ResponseQuota quota, CancellationToken cancellationToken)
    {
        var team = response.TeamId;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // The owner may have disabled storing while the call was running.
        if (!await context.Teams.AnyAsync(row => row.Id == team && row.StoreResponses, cancellationToken)) return;
        await RowsOf(context, new ResponseAccess(team, Member: null), response.Id).ExecuteDeleteAsync(cancellationToken);
        var items = response.ItemIds.Where(StorableText.CanBeId).Distinct(StringComparer.Ordinal).ToArray();

        // If a provider uses an item id twice, the id refers to the newer item.
        await context.StoredResponseItems.Where(row => row.TeamId == team && items.Contains(row.ItemId))
            .ExecuteDeleteAsync(cancellationToken);
        context.Add(new StoredResponseRow
        {
            TeamId = team,
            Id = response.Id,
            MemberId = response.MemberId,
            CreatedAt = response.CreatedAt,
            Response = response.Response.ToArray(),
            Input = response.Input.ToArray(),
            Tokens = response.Tokens,
            Bytes = response.Size,
        });
        context.AddRange(
            items.Select(item => new StoredResponseItemRow { TeamId = team, ItemId = item, ResponseId = response.Id }));
        await context.SaveChangesAsync(cancellationToken);
        await RemoveOldestAsync(context, team, quota, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<StoredResponse?> FindAsync(ResponseAccess access, string id, CancellationToken cancellationToken)
    {
        if (!StorableText.CanBeId(id)) return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return ToResponse(await RowsOf(context, access, id).AsNoTracking().SingleOrDefaultAsync(cancellationToken));
    }

    public async Task<ReadOnlyMemory<byte>?> FindByItemAsync(ResponseAccess access, string itemId, CancellationToken cancellationToken)
    {
        if (!StorableText.CanBeId(itemId)) return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = from item in context.StoredResponseItems
                    where item.TeamId == access.Team && item.ItemId == itemId
                    from response in context.StoredResponses
                    where response.TeamId == access.Team && response.Id == item.ResponseId
                        && (access.Member == null || response.MemberId == access.Member)
                    select response.Response;
        var json = await found.SingleOrDefaultAsync(cancellationToken);
        return json is null ? default(ReadOnlyMemory<byte>?) : json;
    }

    public async Task<bool> RemoveAsync(ResponseAccess access, string id, CancellationToken cancellationToken)
    {
        if (!StorableText.CanBeId(id)) return false;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await RowsOf(context, access, id).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    public async Task<int> RemoveExpiredAsync(DateTimeOffset now, ResponseRetention retention, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        now = await context.ToStoreTimeAsync(now, clock, cancellationToken);
        var removed = 0;
        foreach (var chosen in await context.Teams.Select(row => row.ResponseRetentionDays).Distinct().ToListAsync(cancellationToken))
        {
            var before = now.AddDays(-retention.DaysOf(new ResponsePolicy { RetentionDays = chosen }));
            removed += await context.StoredResponses
                .Where(row => row.CreatedAt < before && context.Teams.Any(team => team.Id == row.TeamId && team.ResponseRetentionDays == chosen))
                .ExecuteDeleteAsync(cancellationToken);
        }

        return removed;
    }

    private static IQueryable<StoredResponseRow> RowsOf(PortalDbContext context, ResponseAccess access, string id) =>
        context.StoredResponses.Where(row =>
            row.TeamId == access.Team && row.Id == id && (access.Member == null || row.MemberId == access.Member));

    /// <summary>Removes a team's oldest responses until the rest is within the quota.</summary>
    private static async Task RemoveOldestAsync(
        PortalDbContext context, TeamId team, ResponseQuota quota, CancellationToken cancellationToken)
    {
        var rows = context.StoredResponses.Where(row => row.TeamId == team);
        var total = await rows.GroupBy(row => row.TeamId)
            .Select(team => new { Count = team.Count(), Bytes = team.Sum(row => row.Bytes) }).SingleAsync(cancellationToken);
        var (count, bytes) = (total.Count, total.Bytes);
        while (count > quota.MaxResponses || bytes > quota.MaxBytes)
        {
            var oldest = await rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).Take(MaxRemovedAtOnce)
                .Select(row => new { row.Id, row.Bytes }).ToListAsync(cancellationToken);
            var removed = new List<string>();
            foreach (var row in oldest)
            {
                if (count <= quota.MaxResponses && bytes <= quota.MaxBytes) break;
                removed.Add(row.Id);
                (count, bytes) = (count - 1, bytes - row.Bytes);
            }

            await rows.Where(row => removed.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <summary>The item ids are left empty: they are needed only when a response is added.</summary>
    private static StoredResponse? ToResponse(StoredResponseRow? row) => row is null ? null : new StoredResponse
    {
        TeamId = row.TeamId,
        Id = row.Id,
        MemberId = row.MemberId,
        CreatedAt = row.CreatedAt,
        Response = row.Response,
        Input = row.Input,
        Tokens = row.Tokens,
        ItemIds = [],
    };
}
