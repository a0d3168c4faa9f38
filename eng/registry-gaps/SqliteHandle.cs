using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JusInfer.RegistryGaps;

/// <summary>
/// <c>SqliteConnection.Handle</c>, whose type the compiler sees in a version that the registry does not have (gap 2). At run time there is one.
/// </summary>
internal static class SqliteHandle
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Handle")]
    internal static extern sqlite3? Of(SqliteConnection connection);
}
