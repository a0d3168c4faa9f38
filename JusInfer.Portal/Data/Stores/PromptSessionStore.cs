using System.Text;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Gateway.Pipeline.Sessions;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class PromptSessionStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IPromptSessionStore
{
    private const string Replace = $"""
        ON CONFLICT (tenant_id, id) DO UPDATE SET number = excluded.number, expires_at = excluded.expires_at, state = excluded.state
        WHERE {PromptSessionsTable.Name}.number < excluded.number
        """;

    /// <summary>One statement. Its rows are in the order of their keys, so that two nodes cannot wait for each other.</summary>
    public async Task SaveAsync(IReadOnlyCollection<StoredPromptSession> states, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var sql = new StringBuilder($"INSERT INTO {PromptSessionsTable.Name} (tenant_id, id, number, expires_at, state) VALUES ");
        var parameters = new List<object> { expiresAt.ToUnixTimeSeconds() };
        foreach (var state in states.OrderBy(static state => state.Team).ThenBy(static state => state.Id))
        {
            var first = parameters.Count;
            if (first > 1) sql.Append(", ");
            sql.Append($"({{{first}}}, {{{first + 1}}}, {{{first + 2}}}, {{0}}, {{{first + 3}}})");
            parameters.AddRange([context.ToParameter(state.Team.Value), context.ToParameter(state.Id), state.Number, state.State]);
        }

        await context.Database.ExecuteSqlRawAsync(sql.Append(' ').Append(Replace).ToString(), parameters, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredPromptSession>> ReadAsync(
        TeamId team, Guid first, Guid? second, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (other, seconds) = (second ?? first, now.ToUnixTimeSeconds());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<PromptSessionRow>().AsNoTracking()
            .Where(row => row.TeamId == team && (row.Id == first || row.Id == other) && row.ExpiresAt > seconds)
            .Select(row => new StoredPromptSession(row.TeamId, row.Id, row.Number, row.State)).ToListAsync(cancellationToken);
    }

    public async Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var seconds = (await context.ToStoreTimeAsync(now, clock, cancellationToken)).ToUnixTimeSeconds();
        return await context.Set<PromptSessionRow>().Where(row => row.ExpiresAt <= seconds).ExecuteDeleteAsync(cancellationToken);
    }
}
