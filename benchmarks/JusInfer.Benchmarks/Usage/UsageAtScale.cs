using System.Collections.Immutable;
using System.Diagnostics;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.DependencyInjection;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Benchmarks.Usage;

/// <summary>
/// Fills a store with the usage of 60 days and prints the median time of each query that the pages and the API make. A store that is
/// already filled is measured again.
/// </summary>
internal static class UsageAtScale
{
    private const int BatchSize = 20_000;

    private const string Help = """
        usage --rows 1000000 --store sqlite|postgres [--path FOLDER] [--connection CONNECTION_STRING]
        """;

    /// <summary>The end of the 60 days. It is fixed, so that a filled store can be measured again.</summary>
    private static readonly DateTimeOffset End = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(string[] options)
    {
        if (OptionsOf(options) is not { } store || !int.TryParse(ValueOf(options, "--rows") ?? "1000000", out var rows))
        {
            Console.Error.WriteLine(Help);
            return 1;
        }

        var services = new ServiceCollection().AddLogging();
        services.AddIdentityCore<PortalUser>();
        await using var provider = services.AddData(store).BuildServiceProvider();
        await provider.GetRequiredService<StoreMigration>().MigrateAsync(CancellationToken.None);
        var queries = provider.GetRequiredService<IUsageQueries>();
        var tenant = await FillAsync(provider.GetRequiredService<IUsageStore>(), rows, Path.Combine(store.Path, "usage-tenant.txt"));
        await MeasureAsync(UsageView.All(queries, tenant, End));
        return 0;
    }

    private static StoreOptions? OptionsOf(string[] options) => ValueOf(options, "--store") switch
    {
        "sqlite" => new StoreOptions(null, ValueOf(options, "--path") ?? Path.Combine(Path.GetTempPath(), "jusinfer-usage")),
        "postgres" when ValueOf(options, "--connection") is { } connection =>
            new StoreOptions(connection, ValueOf(options, "--path") ?? Path.Combine(Path.GetTempPath(), "jusinfer-usage-postgres")),
        _ => null,
    };

    private static string? ValueOf(string[] options, string name) =>
        options.SkipWhile(option => option != name).Skip(1).FirstOrDefault();

    /// <summary>Stores the records unless an earlier run did, and returns their tenant.</summary>
    private static async Task<TenantId> FillAsync(IUsageStore store, int rows, string marker)
    {
        if (File.Exists(marker)) return TenantId.Parse(await File.ReadAllTextAsync(marker), null);
        var usage = new SyntheticUsage(End);
        var clock = Stopwatch.StartNew();
        foreach (var batch in usage.Records(rows).Chunk(BatchSize)) await store.AppendAsync(batch, CancellationToken.None);
        Console.WriteLine($"{rows:N0} records stored in {clock.Elapsed.TotalSeconds:F0} s, {clock.Elapsed.TotalMicroseconds / rows:F1} µs each");
        Directory.CreateDirectory(Path.GetDirectoryName(marker)!);
        await File.WriteAllTextAsync(marker, usage.Tenant.ToString());
        return usage.Tenant;
    }

    private static async Task MeasureAsync(ImmutableArray<UsageView> views)
    {
        Console.WriteLine("| query | rows | median, ms | slowest, ms |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var view in views)
        {
            var rows = await view.Run();
            var times = new List<double>();
            for (var run = 0; run < 15; run++)
            {
                var clock = Stopwatch.StartNew();
                await view.Run();
                times.Add(clock.Elapsed.TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine($"| {view.Name} | {rows} | {times[times.Count / 2]:F1} | {times[^1]:F1} |");
        }
    }
}
