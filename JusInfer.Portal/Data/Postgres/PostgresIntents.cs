using JusInfer.Portal.Cluster;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Usage.Journal;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace JusInfer.Portal.Data.Postgres;

internal sealed class PostgresIntents(IDbContextFactory<PortalDbContext> contexts) : IIntentStore
{
    /// <summary>
    /// One statement, so one round trip per batch. It locks the row of the node against its end, and adds nothing if that has come: who takes the node
    /// over then finds every intent of which a call was served.
    /// </summary>
    private const string Copy = $"""
        WITH alive AS (SELECT id FROM {NodesTable.Name} WHERE id = $1 AND ended_at IS NULL FOR KEY SHARE),
             stored AS (DELETE FROM {CallIntentsTable.Name} WHERE id = ANY($4))
        INSERT INTO {CallIntentsTable.Name} (id, node, entry)
        SELECT added.id, alive.id, added.entry FROM alive, unnest($2, $3) AS added (id, entry)
        """;

    public async Task<bool> CopyAsync(
        LeaseNode node, IReadOnlyList<IntentCopy> added, IReadOnlyList<RequestId> stored, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var ended = stored.Select(static id => id.Value).ToHashSet();
        var running = added.Where(intent => !ended.Contains(intent.Id.Value)).ToArray();
        await using var command = new NpgsqlCommand(Copy, (NpgsqlConnection)context.Database.GetDbConnection());
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = node.Id });
        command.Parameters.Add(ArrayOf(NpgsqlDbType.Uuid, Array.ConvertAll(running, static intent => intent.Id.Value)));
        command.Parameters.Add(ArrayOf(NpgsqlDbType.Bytea, Array.ConvertAll(running, static intent => intent.Entry)));
        command.Parameters.Add(ArrayOf(NpgsqlDbType.Uuid, [.. ended]));
        return await command.ExecuteNonQueryAsync(cancellationToken) >= running.Length;
    }

    public async Task<IReadOnlySet<RequestId>> FindAsync(IReadOnlyCollection<RequestId> ids, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var wanted = ids.ToArray();
        return await context.CallIntents.Where(row => EF.Parameter(wanted).Contains(row.Id)).Select(row => row.Id).ToHashSetAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<byte[]>> ReadAsync(LeaseNode node, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.CallIntents.AsNoTracking().Where(row => row.Node == node.Id).OrderBy(row => row.Id).Select(row => row.Entry).ToListAsync(cancellationToken);
    }

    private static NpgsqlParameter<T[]> ArrayOf<T>(NpgsqlDbType type, T[] values) => new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
