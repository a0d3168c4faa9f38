using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Detects that a write failed because another row already has the unique value, which is an expected outcome.</summary>
internal static class UniqueViolation
{
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintPrimaryKey = 1555;

    public static bool Caused(DbUpdateException fault) => Is(fault.InnerException);

    /// <summary>Whether the error of a database is such a failure.</summary>
    public static bool Is(Exception? fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintUnique or SqliteConstraintPrimaryKey } => true,
        _ => false,
    };
}
