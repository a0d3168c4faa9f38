using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace JusInfer.E2E.Infrastructure;

/// <summary>
/// Runs the portal as <c>dotnet run</c> does: the repository is its content root, a temporary folder its store. Its environment contains
/// only the given provider credentials, so that without any the simulator answers.
/// </summary>
internal sealed partial class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly DirectoryInfo store;

    private PortalProcess(Process process, DirectoryInfo store, PortalLog log, Uri address) =>
        (this.process, this.store, Log, Address) = (process, store, log, address);

    public PortalLog Log { get; }

    public Uri Address { get; }

    /// <summary>The folder of the store.</summary>
    public string Store => store.FullName;

    /// <param name="settings">Environment variables: settings, and credentials that the catalog names.</param>
    public static async Task<PortalProcess> StartAsync(params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("jusinfer-e2e-store-");
        var log = new PortalLog();
        var started = Process.Start(StartInfo(folder.FullName, settings)) ?? throw new InvalidOperationException("dotnet did not start.");
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        started.OutputDataReceived += (_, line) => Read(line.Data);
        started.ErrorDataReceived += (_, line) => log.Add(line.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();

        var ended = started.WaitForExitAsync();
        if (await Task.WhenAny(address.Task, ended, Task.Delay(StartTimeout)) == address.Task) return new PortalProcess(started, folder, log, await address.Task);
        if (!started.HasExited) started.Kill(entireProcessTree: true);
        await ended;
        throw new InvalidOperationException($"The portal did not start.\n{log.Tail()}");

        void Read(string? line)
        {
            log.Add(line);
            if (line is not null && BannerLine().Match(line) is { Success: true } match) address.TrySetResult(new Uri(match.Groups["address"].Value));
        }
    }

    /// <summary>The names of the store's files that contain a text.</summary>
    public async Task<IReadOnlyList<string>> FilesWithAsync(string text)
    {
        List<string> found = [];
        var files = Directory.GetFiles(Store, "*", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();
        foreach (var file in files)
        {
            // Nobody else can open the file that the server keeps locked, and there is nothing to read.
            if (file.EndsWith("-lock", StringComparison.Ordinal) && new FileInfo(file).Length == 0) continue;
            if (Encoding.Latin1.GetString(await ReadWhileOpenAsync(file)).Contains(text, StringComparison.Ordinal)) found.Add(Path.GetFileName(file));
        }

        return found;
    }

    /// <summary>Stops the process with SIGTERM, as an init system does, and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await kill.WaitForExitAsync();
        }

        using var timeout = new CancellationTokenSource(StartTimeout);
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        store.Delete(recursive: true);
    }

    /// <summary>
    /// Reads a file that the portal has open for writing. Nothing if it has gone: SQLite deletes the write-ahead log with the last
    /// connection.
    /// </summary>
    private static async Task<byte[]> ReadWhileOpenAsync(string file)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
            return copy.ToArray();
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static ProcessStartInfo StartInfo(string store, (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Portal])
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(ConfiguresPortal).ToArray()) start.Environment.Remove(name);
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Store__Path"] = store;
        start.Environment["Simulator__FirstTokenDelay"] = "00:00:00.010";
        start.Environment["Simulator__TokenDelay"] = "00:00:00.001";
        start.Environment["Shutdown__DrainSeconds"] = "5";
        start.Environment["Wallet__CreditUnverified"] = "true";
        start.Environment["Accounts__AttemptsPerMinute"] = "1000";

        // A process that lives for minutes compiles most methods once: profiles cost time, and so does what is compiled again at once.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "7D0";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return start;
    }

    /// <summary>Whether a variable of the developer's shell would configure the portal under test.</summary>
    private static bool ConfiguresPortal(string name) =>
        name.EndsWith("_API_KEY", StringComparison.OrdinalIgnoreCase) || name.Contains("__", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\s*Portal\s+(?<address>http://\S+)\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BannerLine();
}
