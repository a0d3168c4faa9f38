using System.Collections.Immutable;
using System.Diagnostics;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Benchmarks.Usage;

/// <summary>
/// Fills a store with the usage of 60 days and prints how long the store takes for each page of the portal and each call of the API. A store
/// that is already filled is measured again.
/// </summary>
internal static class UsageAtScale
{
    private const int BatchSize = 20_000;

    /// <summary>The number of measurements of each view, and the time after which a slow view is not measured again.</summary>
    private const int MaxRuns = 30;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(3);

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
        services.AddSingleton<TimeProvider>(new FixedTime());
        services.AddIdentityCore<PortalUser>();
        await using var provider = services.AddData(store).BuildServiceProvider();
        await provider.GetRequiredService<StoreMigration>().MigrateAsync(CancellationToken.None);
        var team = await FillAsync(provider, store, rows);
        Console.WriteLine($"The store has {await SizeAsync(provider, store) / 1_000_000:N0} MB.");
        var queries = new ViewQueries(provider, team, End);
        await MeasureAsync([.. await PortalViews.AllAsync(queries), .. await ApiViews.AllAsync(queries)]);
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

    /// <summary>Stores the records unless an earlier run did, and returns their team.</summary>
    private static async Task<TeamId> FillAsync(IServiceProvider services, StoreOptions options, int rows)
    {
        var marker = Path.Combine(options.Path, "usage-tenant.txt");
        if (File.Exists(marker)) return TeamId.Parse(await File.ReadAllTextAsync(marker), null);
        var usage = new SyntheticUsage(End);
        await new SyntheticTeam(services, usage).StoreAsync(rows);
        var store = services.GetRequiredService<IUsageStore>();
        var clock = Stopwatch.StartNew();
        foreach (var batch in usage.Records(rows).Chunk(BatchSize)) await store.AppendAsync(batch, CancellationToken.None);
        Console.WriteLine($"{rows:N0} records stored in {clock.Elapsed.TotalSeconds:F0} s, {clock.Elapsed.TotalMicroseconds / rows:F1} µs each");

        // PostgreSQL does it by itself, but some time after the fill.
        if (options.IsShared) await ExecuteAsync(services, "VACUUM ANALYZE");
        Directory.CreateDirectory(Path.GetDirectoryName(marker)!);
        await File.WriteAllTextAsync(marker, usage.Team.ToString());
        return usage.Team;
    }

    private static async Task<long> SizeAsync(IServiceProvider services, StoreOptions options)
    {
        if (!options.IsShared) return new FileInfo(options.SqliteFile).Length;
        await using var context = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await context.Database.SqlQuery<long>($"""SELECT pg_database_size(current_database()) AS "Value" """).SingleAsync();
    }

    private static async Task ExecuteAsync(IServiceProvider services, string sql)
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        context.Database.SetCommandTimeout(0);
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    private static async Task MeasureAsync(ImmutableArray<UsageView> views)
    {
        Console.WriteLine("| page or call | rows | median, ms | p95, ms |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var view in views)
        {
            var rows = await view.Run();
            var times = new List<double>();
            for (var started = Stopwatch.GetTimestamp(); times.Count < MaxRuns && (times.Count < 3 || Stopwatch.GetElapsedTime(started) < MaxTime);)
            {
                var clock = Stopwatch.StartNew();
                await view.Run();
                times.Add(clock.Elapsed.TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine($"| {view.Name} | {rows} | {times[times.Count / 2]:F1} | {times[times.Count * 95 / 100]:F1} |");
        }
    }

    /// <summary>The last instant of the usage.</summary>
    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => End.AddTicks(-1);
    }
}
