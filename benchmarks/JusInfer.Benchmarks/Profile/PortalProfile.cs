using System.Diagnostics;
using System.Globalization;
using JusInfer.Benchmarks.Comparison;

namespace JusInfer.Benchmarks.Profile;

/// <summary>
/// Says where the CPU time of a call goes in a published build: by component, by thread and by method, for each kind of call, and what the
/// runtime compiles and allocates meanwhile. It samples with <c>perf</c>, 1,499 times a second. Only the code that runs is attributed, not
/// its callers.
/// <list type="number">
/// <item>First seconds of a new process with calls of 2 KB, from the first call on.</item>
/// <item>Each kind of call, after a warm-up.</item>
/// <item>The allocated types, in a second process, because events of the runtime cost time.</item>
/// </list>
/// </summary>
internal sealed class PortalProfile(string folder, ScriptedProvider provider, DirectoryInfo output)
{
    private const int Core = 0;

    private static readonly TimeSpan FirstSeconds = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Sampled = TimeSpan.FromSeconds(8);

    /// <param name="options">The folder of the build.</param>
    public static async Task<int> RunAsync(string[] options)
    {
        if (options is not [var folder])
        {
            Console.Error.WriteLine("profile FOLDER. benchmarks/profile.sh makes the folder of a commit.");
            return 1;
        }

        var output = Directory.CreateTempSubdirectory("jusinfer-profile-");
        try
        {
            using var provider = new ScriptedProvider();
            var profile = new PortalProfile(folder, provider, output);
            await profile.SampleAsync(CancellationToken.None);
            await profile.CountAllocationsAsync(CancellationToken.None);
            return 0;
        }
        catch (InvalidOperationException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        var compiled = new CompiledMethods(Path.Combine(output.FullName, "compiled"));
        using var portal = await MeasuredPortal.StartAsync(
            folder,
            Core,
            provider.Port,
            [
                // Without the second one, the code is at addresses that perf does not find in the map.
                ("DOTNET_PerfMapEnabled", "3"), ("DOTNET_EnableWriteXorExecute", "0"), ("DOTNET_PerfMapJitDumpPath", PerfSamples.MapFolder),
                .. compiled.Variables,
            ],
            cancellationToken);
        try
        {
            compiled.TakeNew();
            await SampleAsync("first 10 s, 2 KB", CallKind.All[0], FirstSeconds);
            foreach (var kind in CallKind.All)
            {
                await kind.RunAsync(portal.Port, portal.Key, WarmUp, cancellationToken);
                compiled.TakeNew();
                await SampleAsync(kind.Name, kind, Sampled);
            }
        }
        finally
        {
            PerfSamples.DeleteMap(portal.ProcessId);
        }

        async Task SampleAsync(string name, CallKind kind, TimeSpan duration)
        {
            var samples = PerfSamples.Start(portal.ProcessId, Path.Combine(output.FullName, "samples"), duration);
            var before = portal.CpuSeconds;
            var calls = await kind.RunAsync(portal.Port, portal.Key, duration, cancellationToken);
            var microseconds = (portal.CpuSeconds - before) * 1e6 / calls;
            var list = await samples.ReadAsync(cancellationToken);
            Print(name, calls, microseconds, list, compiled.TakeNew());
        }
    }

    private static void Print(
        string name, int calls, double microseconds, IReadOnlyList<PerfSample> samples, IReadOnlyList<CompiledMethod> compiled)
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"## {name}: {calls:N0} calls, {microseconds:0.0} µs of CPU a call, {samples.Count:N0} samples"));
        Table("µs a call, by component", samples.CountBy(static sample => sample.Component), int.MaxValue);
        Table("by thread", samples.CountBy(static sample => sample.Thread), 8);
        Table("by method of the gateway", samples.Where(static sample => sample.IsOurs).CountBy(static sample => sample.Method), 25);
        Table("by other method", samples.Where(static sample => !sample.IsOurs).CountBy(static sample => sample.Method), 25);
        Console.WriteLine();
        var tiers = compiled.CountBy(static method => method.Tier).OrderByDescending(static tier => tier.Value);
        Console.WriteLine($"compiled: {string.Join(", ", tiers.Select(static tier => $"{tier.Key} {tier.Value}"))}");
        foreach (var method in compiled.OrderByDescending(static method => method.Bytes).Take(15))
            Console.WriteLine($"  {method.Bytes,7} bytes {method.Tier}: {method.Name}");

        void Table(string title, IEnumerable<KeyValuePair<string, int>> counts, int rows)
        {
            Console.WriteLine();
            Console.WriteLine(title);
            foreach (var (key, count) in counts.OrderByDescending(static pair => pair.Value).Take(rows))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{microseconds * count / samples.Count,8:0.00}  {key}"));
        }
    }

    private async Task CountAllocationsAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(output.FullName, "allocations");
        using var portal = await MeasuredPortal.StartAsync(
            folder,
            Core,
            provider.Port,
            [("DOTNET_STARTUP_HOOKS", typeof(PortalProfile).Assembly.Location), (StartupHook.FileVariable, file)],
            cancellationToken);
        foreach (var kind in CallKind.All)
        {
            await kind.RunAsync(portal.Port, portal.Key, Sampled, cancellationToken);
            var before = await NextTableAsync();
            var calls = await kind.RunAsync(portal.Port, portal.Key, Sampled, cancellationToken);
            var after = await NextTableAsync();
            var types = after.Select(pair => (pair.Key, Bytes: (pair.Value - before.GetValueOrDefault(pair.Key)) / calls)).ToList();
            Console.WriteLine();
            Console.WriteLine($"## {kind.Name}: {types.Sum(static type => type.Bytes):N0} bytes allocated a call");
            foreach (var (type, bytes) in types.OrderByDescending(static type => type.Bytes).Take(30))
                Console.WriteLine($"{bytes,8:N0}  {type}");
        }

        // The listener writes once a second. The next table contains all calls that have ended.
        async Task<Dictionary<string, long>> NextTableAsync()
        {
            var (startedAt, last) = (Stopwatch.GetTimestamp(), File.Exists(file) ? File.GetLastWriteTimeUtc(file) : default);
            while (!File.Exists(file) || File.GetLastWriteTimeUtc(file) == last)
            {
                if (Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(30))
                    throw new InvalidOperationException("The portal does not say what it allocates.");
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }

            return (await File.ReadAllLinesAsync(file, cancellationToken)).Select(static line => line.Split('\t'))
                .ToDictionary(static parts => parts[1], static parts => long.Parse(parts[0], CultureInfo.InvariantCulture));
        }
    }
}
