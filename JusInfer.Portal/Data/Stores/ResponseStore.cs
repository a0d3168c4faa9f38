using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Gateway.Responses;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class ResponseStore(IDbContextFactory<PortalDbContext> contexts) : IResponseStore
{
    public async Task AddAsync(StoredResponse response, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await RowsOf(context, response.TenantId, response.Id).ExecuteDeleteAsync(cancellationToken);
        var items = response.ItemIds.Where(StorableText.CanBeId).Distinct(StringComparer.Ordinal).ToArray();

        // If a provider uses an item id twice, the id refers to the newer item.
        await context.StoredResponseItems.Where(row => row.TenantId == response.TenantId && items.Contains(row.ItemId))
            .ExecuteDeleteAsync(cancellationToken);
        context.Add(new StoredResponseRow
        {
            TenantId = response.TenantId,
            Id = response.Id,
            CreatedAt = response.CreatedAt,
            Response = response.Response.ToArray(),
            Input = response.Input.ToArray(),
            Tokens = response.Tokens,
        });
        context.AddRange(
            items.Select(item => new StoredResponseItemRow { TenantId = response.TenantId, ItemId = item, ResponseId = response.Id }));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<StoredResponse?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        if (!StorableText.CanBeId(id)) return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return ToResponse(await RowsOf(context, tenant, id).AsNoTracking().SingleOrDefaultAsync(cancellationToken));
    }

    public async Task<ReadOnlyMemory<byte>?> FindByItemAsync(TenantId tenant, string itemId, CancellationToken cancellationToken)
    {
        if (!StorableText.CanBeId(itemId)) return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = from item in context.StoredResponseItems
                    where item.TenantId == tenant && item.ItemId == itemId
                    from response in context.StoredResponses
                    where response.TenantId == tenant && response.Id == item.ResponseId
                    select response.Response;
        var json = await found.SingleOrDefaultAsync(cancellationToken);
        return json is null ? default(ReadOnlyMemory<byte>?) : json;
    }

    public async Task<bool> RemoveAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        if (!StorableText.CanBeId(id)) return false;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await RowsOf(context, tenant, id).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    public async Task<int> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.StoredResponses.Where(row => row.CreatedAt < time).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<StoredResponseRow> RowsOf(PortalDbContext context, TenantId tenant, string id) =>
        context.StoredResponses.Where(row => row.TenantId == tenant && row.Id == id);

    /// <summary>The item ids are left empty: they are needed only when a response is added.</summary>
    private static StoredResponse? ToResponse(StoredResponseRow? row) => row is null ? null : new StoredResponse
    {
        TenantId = row.TenantId,
        Id = row.Id,
        CreatedAt = row.CreatedAt,
        Response = row.Response,
        Input = row.Input,
        Tokens = row.Tokens,
        ItemIds = [],
    };
}
