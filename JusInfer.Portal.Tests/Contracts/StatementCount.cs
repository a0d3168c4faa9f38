using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Counts the queries that a node sends to the database, and has the last one.</summary>
internal sealed class StatementCount : DbCommandInterceptor
{
    private int queries;

    public int Queries => Volatile.Read(ref queries);

    public (string Text, (string Name, object? Value)[] Parameters) Last { get; private set; }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref queries);
        Last = (command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(item => (item.ParameterName, item.Value))]);
        return ValueTask.FromResult(result);
    }
}
