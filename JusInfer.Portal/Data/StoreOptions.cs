using Npgsql;

namespace JusInfer.Portal.Data;

/// <summary>Where everything is kept.</summary>
/// <param name="ConnectionString">A PostgreSQL server that several nodes may share; none for a SQLite file of this node alone.</param>
/// <param name="Path">The folder of that file, made when it is missing.</param>
internal sealed record StoreOptions(string? ConnectionString, string Path)
{
    public string SqliteFile => System.IO.Path.Combine(Path, "jusinfer.db");

    public bool IsShared => !string.IsNullOrWhiteSpace(ConnectionString);

    /// <summary>
    /// What is wrong with these settings; null where nothing is. The connection string is not quoted: it holds a password.
    /// </summary>
    public string? FindFault()
    {
        if (!IsShared) return null;
        try
        {
            var server = new NpgsqlConnectionStringBuilder(ConnectionString);
            return string.IsNullOrEmpty(server.Host)
                ? "ConnectionStrings:Store names no Host, as in 'Host=db.example.com;Database=jusinfer'."
                : null;
        }
        catch (ArgumentException)
        {
            return "ConnectionStrings:Store is no PostgreSQL connection string. Write it as 'Host=…;Database=…;Username=…;Password=…'; an "
                + "address that begins with postgres:// is not understood.";
        }
    }
}
