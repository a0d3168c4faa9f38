using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Counts the queries that a node sends to the database.</summary>
internal sealed class StatementCount : DbCommandInterceptor
{
    private int queries;

    public int Queries => Volatile.Read(ref queries);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref queries);
        return ValueTask.FromResult(result);
    }
}
