using JusInfer.Portal.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Npgsql;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data.LastRelease;

/// <summary>
/// The store of the last release: <c>sqlite.sql</c> and <c>postgres.sql</c>, dumps of the stores of build 36b2016a after a sign-up, a minted key and three
/// calls in demo mode. After a release, replace them by dumps of its stores.
/// </summary>
internal static class RecordedStore
{
    public const string Email = "ada@example.com";

    public const string Password = "a long enough password";

    public const int Calls = 3;

    /// <summary>When the last of the calls of both files ended, to the minute.</summary>
    public static DateTimeOffset At => new(2026, 11, 25, 3, 21, 0, TimeSpan.Zero);

    /// <summary>The key of the account, which only these two files have.</summary>
    public static string KeyOf(StoreOptions options) => options.IsShared
        ? "jinf_GCXQ6ARPJQSNfvggxNe4cL85V2hJkoGW6e8uBhzRH2e22MoHy"
        : "jinf_79iTAXn3t7UjXdemlOPaB8jy7jSNnWkhPa2aykjiJS12DN4jQ";

    /// <summary>Creates the database with the recorded content.</summary>
    public static async Task CreateAsync(StoreOptions options, CancellationToken cancellationToken)
    {
        var file = Repository.PathOf("JusInfer.Portal.Tests", "Data", "LastRelease", options.IsShared ? "postgres.sql" : "sqlite.sql");
        await CreateAsync(options, await File.ReadAllTextAsync(file, cancellationToken), cancellationToken);
    }

    /// <summary>Creates the database with the tables of a script.</summary>
    public static async Task CreateAsync(StoreOptions options, string script, CancellationToken cancellationToken)
    {
        if (options.IsShared)
        {
            var server = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Database = "postgres" };
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var create = new NpgsqlCommand($"CREATE DATABASE {new NpgsqlConnectionStringBuilder(options.ConnectionString).Database}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        else
        {
            Directory.CreateDirectory(options.Path);
        }

        await ExecuteAsync(options, script, cancellationToken);
    }

    public static async Task ExecuteAsync(StoreOptions options, string sql, CancellationToken cancellationToken)
    {
        await using System.Data.Common.DbConnection connection = options.IsShared
            ? new NpgsqlConnection($"{options.ConnectionString};Pooling=false")
            : new SqliteConnection($"Data Source={options.SqliteFile};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are those of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
