using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Sqlite.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Connections without the functions that EF Core registers for decimals, regular expressions and remainders, which no query of the stores uses:
/// amounts are whole nano-dollars.
/// </summary>
/// <remarks>
/// Registering them each time a connection opens was most of what a small query allocated, with 16 objects that have to be finalized. Eight
/// clients that read <c>/v1/usage</c> left 28,800 of them for each collection of the youngest generation, which took 7 to 13 ms instead of 2
/// to 3 ms on one core, during which no call proceeds.
/// </remarks>
#pragma warning disable EF1001 // EF Core has no public way to leave the functions out.
internal sealed class PlainSqliteConnection(
    RelationalConnectionDependencies dependencies,
    IRawSqlCommandBuilder commands,
    IDiagnosticsLogger<DbLoggerCategory.Infrastructure> logger)
    : SqliteRelationalConnection(dependencies, commands, logger)
{
    public static DbContextOptionsBuilder UsedBy(DbContextOptionsBuilder context) =>
        context.ReplaceService<ISqliteRelationalConnection, PlainSqliteConnection>();

    protected override DbConnection CreateDbConnection() =>
        new SqliteConnection(GetValidatedConnectionString()) { DefaultTimeout = SqlitePragmas.BusySeconds };
}
#pragma warning restore EF1001
