namespace JusInfer.Portal.Data.Sqlite;

/// <summary>Another server has locked the SQLite file.</summary>
internal sealed class SqliteFileInUseException() : Exception("another JusInfer server is using it.");
