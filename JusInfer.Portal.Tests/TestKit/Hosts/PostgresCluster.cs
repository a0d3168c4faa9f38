using System.Diagnostics;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresCluster))]

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>
/// A PostgreSQL server of this test run alone: started by the first test that asks for a database, reached by a socket in its own folder
/// (no port to fight for), and gone at the end. Its keeper reads from this process: when this process ends, however it ends, the server
/// stops and its folder is removed.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    /// <summary>
    /// Runs in <c>$1</c>, the folder, with the server's programs in <c>$2</c>. No crash is tested here, so nothing needs to reach the disk.
    /// </summary>
    private const string Keeper = """
        trap '' PIPE
        trap '"$2/pg_ctl" --pgdata="$1/data" --mode=immediate --silent stop 2>/dev/null; rm -rf "$1"' EXIT
        "$2/initdb" --pgdata="$1/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >"$1/initdb.log" || exit
        "$2/pg_ctl" --pgdata="$1/data" --log="$1/server.log" --wait --silent \
          --options="-c listen_addresses='' -c unix_socket_directories='$1' -c fsync=off -c max_connections=200" start || exit
        echo ready
        cat >/dev/null
        """;

    private readonly Lazy<Task<RunningCluster>> running;

    public PostgresCluster()
    {
        Programs = FindPrograms();
        running = new Lazy<Task<RunningCluster>>(() => StartAsync(Programs ?? throw new InvalidOperationException(Missing)));
    }

    /// <summary>What to tell where the server is not installed.</summary>
    public const string Missing = "PostgreSQL's server is not installed here (no initdb); apt-get install -y postgresql.";

    public bool IsInstalled => Programs is not null;

    private string? Programs { get; }

    /// <summary>A name for a database that does not exist yet, on the running server.</summary>
    public async Task<string> NewConnectionStringAsync()
    {
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

    public async ValueTask DisposeAsync()
    {
        if (!running.IsValueCreated) return;
        var cluster = await running.Value;
        cluster.Keeper.StandardInput.Close();
        await cluster.Keeper.WaitForExitAsync();
        cluster.Keeper.Dispose();
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
        string[] arguments = ["-c", Keeper, "keeper", folder, programs];
        if (Environment.IsPrivilegedProcess)
        {
            // The server refuses to run as root.
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
        return newestFirst.Concat(path).FirstOrDefault(folder => Holds(folder, "initdb") && Holds(folder, "pg_ctl"));

        static bool Holds(string folder, string program) => File.Exists(Path.Combine(folder, program));
    }

    private sealed record RunningCluster(string Folder, Process Keeper);
}
