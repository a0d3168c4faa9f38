using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace JusInfer.Benchmarks.Comparison;

/// <summary>A published portal on one core, with a fresh store and everything on: limits, metering, journal.</summary>
internal sealed class MeasuredPortal : IDisposable
{
    public const string Model = "test/model";

    /// <summary>What /proc counts CPU time in: hundredths of a second on all platforms of .NET.</summary>
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan MaxStart = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly DirectoryInfo data;

    private MeasuredPortal(Process process, DirectoryInfo data, int port) => (this.process, this.data, Port) = (process, data, port);

    public int Port { get; }

    public int ProcessId => process.Id;

    public string Key { get; private set; } = "";

    /// <summary>The CPU time of the process so far, seconds.</summary>
    public double CpuSeconds
    {
        get
        {
            // Fields 14 and 15 of proc_pid_stat(5). The second one is a name in parentheses.
            var stat = File.ReadAllText($"/proc/{process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>Its share of the machine's memory, MiB.</summary>
    public double MemoryMegabytes => Number(
        File.ReadLines($"/proc/{process.Id}/smaps_rollup").Single(static line => line.StartsWith("Pss:", StringComparison.Ordinal)).Split(
            ' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;

    /// <param name="folder">The output of <c>dotnet publish</c>.</param>
    /// <param name="core">The core that it runs on.</param>
    /// <param name="provider">The port of the provider.</param>
    /// <param name="runtime">Further variables of its environment.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<MeasuredPortal> StartAsync(
        string folder, int core, int provider, IEnumerable<(string Name, string Value)> runtime, CancellationToken cancellationToken)
    {
        var (data, port) = (Directory.CreateTempSubdirectory("jusinfer-compare-"), FreePort());
        var catalog = Path.Combine(data.FullName, "catalog.json");
        await File.WriteAllTextAsync(catalog, CatalogOf(provider), cancellationToken);
        var start = new ProcessStartInfo("taskset", ["-c", core.ToString(CultureInfo.InvariantCulture), "dotnet", "JusInfer.Portal.dll"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in (IEnumerable<(string, string)>)
        [
            .. runtime,
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ("Store__Path", data.FullName), ("Catalog__Path", catalog),
            ("Wallet__InitialCreditUsd", "1000000"), ("Wallet__CreditUnverified", "true"), ("Accounts__SignUp", "open"),
            ("Logging__LogLevel__Default", "Warning"),
        ])
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start)!;
        _ = started.StandardOutput.BaseStream.CopyToAsync(System.IO.Stream.Null, cancellationToken);
        var portal = new MeasuredPortal(started, data, port);
        try
        {
            await portal.MintKeyAsync(cancellationToken);
            return portal;
        }
        catch
        {
            portal.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        data.Delete(recursive: true);
    }

    private async Task MintKeyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        var startedAt = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(startedAt) > MaxStart)
                throw new InvalidOperationException($"The portal in {process.StartInfo.WorkingDirectory} does not start.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        var account = await PostAsync("/v1/auth/signup", new { email = "a@example.com", password = "Correct-Horse-9-Battery", team = "a" });
        http.DefaultRequestHeaders.Authorization = new("Bearer", account["access_token"]!.GetValue<string>());
        Key = (await PostAsync("/v1/keys", new { name = "compare", rpm = 100_000_000 }))["key"]!.GetValue<string>();

        async Task<bool> IsReadyAsync()
        {
            try
            {
                using var answer = await http.GetAsync("/health/ready", cancellationToken);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        async Task<JsonNode> PostAsync(string path, object fields)
        {
            using var answer = await http.PostAsJsonAsync(path, fields, cancellationToken);
            return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
        }
    }

    private static string CatalogOf(int provider) =>
        $$"""
        {
          "providers": [{"id": "test", "dialect": "openai-chat", "baseUrl": "http://127.0.0.1:{{provider}}/v1"}],
          "models": [{
            "id": "{{Model}}", "tier": "small", "quality": 0.6, "endpoints": [{"provider": "test", "model": "model"}],
            "contextWindow": 1000000, "maxOutputTokens": 16384, "capabilities": ["tools"],
            "prices": [{"from": "2024-01-01", "input": 0.15, "output": 0.6}]
          }],
          "auto": {"id": "jusInfer-auto", "aliases": ["auto"], "baseline": "{{Model}}"}
        }
        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
