using Npgsql;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>
/// The database does not store text as UTF-8. It was not changed. Some names and labels could not be stored in it, each with an error in
/// the middle of a call; with SQL_ASCII, functions of text would count bytes.
/// </summary>
internal sealed class UnsupportedEncodingException(StoreOptions options, string encoding) : Exception(Describe(options, encoding))
{
    private static string Describe(StoreOptions options, string encoding)
    {
        var server = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return $"The database '{server.Database}' on PostgreSQL server '{server.Host}', port {server.Port}, has the encoding {encoding}, "
            + "which cannot store every text. JusInfer needs UTF8, and the encoding of a database cannot be changed. Name another database "
            + $"in ConnectionStrings:Store, created with: CREATE DATABASE \"{server.Database}_utf8\" ENCODING 'UTF8' TEMPLATE template0 "
            + "LOCALE 'C'. To keep the data, dump it and restore it there.";
    }
}
