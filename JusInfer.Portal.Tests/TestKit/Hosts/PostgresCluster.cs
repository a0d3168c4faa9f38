using System.Diagnostics;
using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresCluster))]

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>
/// A PostgreSQL server for this test run. The first test that needs a database starts it. Connections use a socket in its folder, so it
/// needs no port. A supervisor script reads from this process: when this process ends for any reason, the script stops the server and
/// deletes the folder.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    /// <summary>
    /// The supervisor script. <c>$1</c> is the folder, <c>$2</c> the server's program folder. No test crashes the server, so it need not keep what it has confirmed.
    /// </summary>
    private const string SupervisorScript = """
        trap '' PIPE
        trap '"$2/pg_ctl" --pgdata="$1/data" --mode=immediate --silent stop 2>/dev/null; rm -rf "$1"' EXIT
        "$2/initdb" --pgdata="$1/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >"$1/initdb.log" || exit
        "$2/pg_ctl" --pgdata="$1/data" --log="$1/server.log" --wait --silent \
          --options="-c listen_addresses='' -c unix_socket_directories='$1' -c fsync=off -c full_page_writes=off -c autovacuum=off -c max_connections=500" start || exit
        echo ready
        cat >/dev/null
        """;

    private readonly Lazy<Task<RunningCluster>> running;
    private readonly Lazy<Task<string>> template;

    public PostgresCluster()
    {
        Programs = FindPrograms();
        running = new Lazy<Task<RunningCluster>>(() => StartAsync(Programs ?? throw new InvalidOperationException(NotInstalled)));
        template = new Lazy<Task<string>>(MigrateTemplateAsync);
    }

    /// <summary>The message for machines without the server.</summary>
    public const string NotInstalled = "PostgreSQL's server is not installed here (no initdb); apt-get install -y postgresql.";

    public bool IsInstalled => Programs is not null;

    private string? Programs { get; }

    /// <summary>The connection string of a database that does not exist yet.</summary>
    public async Task<string> NewConnectionStringAsync()
    {
        SlowAttribute.Require("PostgreSQL");
        var cluster = await running.Value;
        return new NpgsqlConnectionStringBuilder
        {
            Host = cluster.Folder,
            Username = "postgres",
            Database = $"t_{Guid.NewGuid():N}",
            MaxPoolSize = 20,
            IncludeErrorDetail = true,
        }.ConnectionString;
    }

    /// <summary>
    /// The connection string of a new database that is migrated and empty. It is a copy of one that was migrated once, because the files
    /// of a database are copied faster than its tables and indexes are created. The tests of migrations run them.
    /// </summary>
    public async Task<string> NewDatabaseAsync()
    {
        var source = new NpgsqlConnectionStringBuilder(await template.Value);
        var copy = await NewConnectionStringAsync();
        await ExecuteAsync(source, "postgres", $"CREATE DATABASE {new NpgsqlConnectionStringBuilder(copy).Database} TEMPLATE {source.Database}");
        return copy;
    }

    /// <summary>Ends all connections to a database, and takes no other until <see cref="AllowConnectionsAsync"/>.</summary>
    public static async Task DenyConnectionsAsync(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var name = database.Database;
        await ExecuteAsync(database, "postgres", $"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await ExecuteAsync(database, "postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    }

    public static Task AllowConnectionsAsync(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        return ExecuteAsync(database, "postgres", $"ALTER DATABASE {database.Database} ALLOW_CONNECTIONS true");
    }

    public async ValueTask DisposeAsync()
    {
        if (!running.IsValueCreated) return;
        var cluster = await running.Value;
        cluster.Supervisor.StandardInput.Close();
        await cluster.Supervisor.WaitForExitAsync();
        cluster.Supervisor.Dispose();
    }

    private async Task<string> MigrateTemplateAsync()
    {
        // A database with a connection cannot be copied, and a pool would keep one.
        var options = new NpgsqlConnectionStringBuilder(await NewConnectionStringAsync()) { Pooling = false };
        await EmptyStore.MigrateAsync(new StoreOptions(options.ConnectionString, ""));

        // Each installation has a key of its own.
        await ExecuteAsync(options, options.Database!, "DELETE FROM data_protection_keys");
        return options.ConnectionString;
    }

    private static async Task ExecuteAsync(NpgsqlConnectionStringBuilder server, string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{server.ConnectionString};Database={database}");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<RunningCluster> StartAsync(string programs)
    {
        var folder = Directory.CreateTempSubdirectory("jinf-pg-").FullName;
        var start = new ProcessStartInfo("sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        string[] arguments = ["-c", SupervisorScript, "keeper", folder, programs];
        if (Environment.IsPrivilegedProcess)
        {
            // The server does not run as root.
            await Process.Start("chown", ["postgres:", folder]).WaitForExitAsync();
            start.FileName = "setpriv";
            arguments = ["--reuid=postgres", "--regid=postgres", "--init-groups", "sh", .. arguments];
        }

        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var keeper = Process.Start(start)!;
        if (await keeper.StandardOutput.ReadLineAsync() == "ready") return new RunningCluster(folder, keeper);
        throw new InvalidOperationException($"The tests' PostgreSQL server did not start: {await keeper.StandardError.ReadToEndAsync()}");
    }

    private static string? FindPrograms()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var newestFirst = versions.OrderByDescending(version => version, StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"));
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return newestFirst.Concat(path).FirstOrDefault(folder => Contains(folder, "initdb") && Contains(folder, "pg_ctl"));

        static bool Contains(string folder, string program) => File.Exists(Path.Combine(folder, program));
    }

    private sealed record RunningCluster(string Folder, Process Supervisor);
}
