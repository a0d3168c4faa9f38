using System.Diagnostics;
using Npgsql;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>A pooler in front of the tests' PostgreSQL server. It listens on a socket in a folder of its own.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    /// <summary>The message for machines without the program.</summary>
    public const string NotInstalled = "PgBouncer is not installed here; apt-get install -y pgbouncer.";

    private static readonly string? Program =
        Array.Find(["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"], File.Exists);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly DirectoryInfo folder;

    private PgBouncer(Process process, DirectoryInfo folder) => (this.process, this.folder) = (process, folder);

    public static bool IsInstalled => Program is not null;

    /// <summary>Starts one.</summary>
    /// <param name="direct">The connection string of a database on the server.</param>
    /// <param name="mode"><c>session</c> or <c>transaction</c>.</param>
    /// <param name="poolSize">The number of connections to the server, for each database.</param>
    public static async Task<PgBouncer> StartAsync(string direct, string mode, int poolSize = 20)
    {
        var home = Directory.CreateTempSubdirectory("jinf-pgb-");
        var server = new NpgsqlConnectionStringBuilder(direct);
        var users = Path.Combine(home.FullName, "users.txt");
        var settings = Path.Combine(home.FullName, "pgbouncer.ini");
        await File.WriteAllTextAsync(users, $"\"{server.Username}\" \"\"\n");
        await File.WriteAllTextAsync(settings, $"""
            [databases]
            * = host={server.Host} port={server.Port}
            [pgbouncer]
            listen_addr =
            unix_socket_dir = {home.FullName}
            auth_type = trust
            auth_file = {users}
            pool_mode = {mode}
            default_pool_size = {poolSize}
            max_client_conn = 500

            """);
        string[] command = [Program!, settings];
        if (Environment.IsPrivilegedProcess)
        {
            // It does not run as root.
            await Process.Start("chown", ["-R", "postgres:", home.FullName]).WaitForExitAsync();
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var pooler = new PgBouncer(Process.Start(start)!, home);
        pooler.process.OutputDataReceived += static (_, _) => { };
        pooler.process.BeginOutputReadLine();
        try
        {
            await pooler.UntilListeningAsync().WaitAsync(Timeout);
            return pooler;
        }
        catch (Exception)
        {
            await pooler.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string of a database through this pooler.</summary>
    public string To(string direct) => new NpgsqlConnectionStringBuilder(direct) { Host = folder.FullName, Port = 6432 }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task UntilListeningAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (!line.Contains("process up", StringComparison.Ordinal)) continue;
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
            return;
        }

        throw new InvalidOperationException("PgBouncer did not start.");
    }
}
