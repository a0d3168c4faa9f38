namespace JusInfer.Portal.Data;

/// <summary>Where everything is kept.</summary>
/// <param name="ConnectionString">A PostgreSQL server that several nodes may share; none for a SQLite file of this node alone.</param>
/// <param name="Path">The folder of that file, made when it is missing.</param>
internal sealed record StoreOptions(string? ConnectionString, string Path)
{
    public string SqliteFile => System.IO.Path.Combine(Path, "jusinfer.db");

    public bool IsShared => !string.IsNullOrWhiteSpace(ConnectionString);
}
