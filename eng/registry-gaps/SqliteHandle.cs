using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JusInfer.RegistryGaps;

/// <summary>
/// Reads <c>SqliteConnection.Handle</c>. The compiler cannot resolve the property's type, because the registry lacks that version (gap 2); at run time the type exists.
/// </summary>
internal static class SqliteHandle
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Handle")]
    internal static extern sqlite3? Of(SqliteConnection connection);
}
