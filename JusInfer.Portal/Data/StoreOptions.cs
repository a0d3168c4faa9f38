using JusInfer.Portal.Data.KeyRing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace JusInfer.Portal.Data;

/// <summary>The location of the database.</summary>
/// <param name="ConnectionString">A PostgreSQL database, which several nodes can share; null for a SQLite file of this node.</param>
/// <param name="Path">The folder of the SQLite file. It is created if it does not exist.</param>
internal sealed record StoreOptions(string? ConnectionString, string Path)
{
    /// <summary>
    /// A direct connection to the same database for notifications, which poolers may lose; null for <see cref="ConnectionString"/>.
    /// </summary>
    public string? ListenerConnectionString { get; init; }

    /// <summary>The keys from outside of the store that encrypt the Data Protection keys in it.</summary>
    public WrappingKeys WrappingKeys { get; init; } = WrappingKeys.None;

    /// <summary>
    /// The file itself, if it is a symbolic link in the folder: SQLite keeps its log beside it, so that the lock and the stamp have to be
    /// there too (ncruces/go-sqlite3#276, thedotmack/claude-mem#3179).
    /// </summary>
    public string SqliteFile { get; } = TargetOf(System.IO.Path.Combine(Path, "jusinfer.db"));

    public string SqliteConnectionString => new SqliteConnectionStringBuilder { DataSource = SqliteFile }.ConnectionString;

    public bool IsShared => !string.IsNullOrWhiteSpace(ConnectionString);

    /// <summary>
    /// Describes the fault of the settings; null if there is none. The connection string is not quoted, because it has a password.
    /// </summary>
    public string? FindFault()
    {
        if (ListenerConnectionString is not null && !IsShared)
            return "ConnectionStrings:StoreListener is set without ConnectionStrings:Store; set both, or neither for a SQLite file.";
        return FaultOf("Store", ConnectionString) ?? FaultOf("StoreListener", ListenerConnectionString);
    }

    private static string TargetOf(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The file cannot be opened either, which is reported then.
            return file;
        }
    }

    private static string? FaultOf(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host)
                ? $"ConnectionStrings:{name} has no Host. Example: 'Host=db.example.com;Database=jusinfer'."
                : null;
        }
        catch (ArgumentException)
        {
            return $"ConnectionStrings:{name} is not a PostgreSQL connection string. Use the form "
                + "'Host=…;Database=…;Username=…;Password=…'; URLs that start with postgres:// are not supported.";
        }
    }
}
