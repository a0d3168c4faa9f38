using JusInfer.Portal.Data;
using JusInfer.Portal.Gateway;
using JusInfer.Portal.Gateway.Responses;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Hosting;

/// <summary>The settings that decide how the process is put together. Read once; every fault in them is reported together.</summary>
internal sealed record PortalSettings
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromHours(1);

    public required StoreOptions Store { get; init; }

    public required JournalOptions Journal { get; init; }

    public required GatewayOptions Gateway { get; init; }

    public required string CatalogPath { get; init; }

    /// <summary>How long running calls may go on once the process is asked to end.</summary>
    public required TimeSpan Drain { get; init; }

    public static PortalSettings Read(IConfiguration configuration, string contentRoot, ICollection<string> faults)
    {
        var store = Path.GetFullPath(configuration["Store:Path"] is { Length: > 0 } path ? path : "data", contentRoot);
        var drainSeconds = Number(configuration, "Shutdown:DrainSeconds", 30, 0, (int)LongestDrain.TotalSeconds, faults);
        var options = new StoreOptions(configuration.GetConnectionString("Store"), store);
        if (options.FindFault() is { } fault) faults.Add(fault);
        return new PortalSettings
        {
            Store = options,
            Journal = new JournalOptions
            {
                Path = Path.GetFullPath(configuration["Journal:Path"] is { Length: > 0 } journal ? journal : Path.Combine(store, "journal"), contentRoot),
                Durability = Durability(configuration["Journal:Durability"], faults),
            },
            Gateway = new GatewayOptions
            {
                MaxRequestBytes = Number(configuration, "Gateway:MaxRequestBytes", 32 * 1024 * 1024, 1024, 1024 * 1024 * 1024, faults),
                RetryFloor = Number(configuration, "Gateway:RetryFloor", 20, 0, 1_000_000, faults),
                Responses = new ResponseOptions
                {
                    RetentionDays = Number(configuration, "Responses:RetentionDays", 30, 0, 3650, faults),
                    MostBytes = Number(configuration, "Responses:MaxBytes", 8 * 1024 * 1024, 1024, 64 * 1024 * 1024, faults),
                },
            },
            CatalogPath = Path.GetFullPath(configuration["Catalog:Path"] is { Length: > 0 } catalog ? catalog : "catalog.json", contentRoot),
            Drain = TimeSpan.FromSeconds(drainSeconds),
        };
    }

    private static JournalDurability Durability(string? text, ICollection<string> faults)
    {
        if (string.IsNullOrEmpty(text)) return JournalDurability.Process;
        if (Enum.TryParse<JournalDurability>(text, ignoreCase: true, out var durability) && Enum.IsDefined(durability)) return durability;
        faults.Add($"Journal:Durability is \"{text}\"; write \"process\" or \"disk\".");
        return JournalDurability.Process;
    }

    private static int Number(IConfiguration configuration, string key, int otherwise, int least, int most, ICollection<string> faults)
    {
        var text = configuration[key];
        if (string.IsNullOrEmpty(text)) return otherwise;
        if (int.TryParse(text, out var number) && number >= least && number <= most) return number;
        faults.Add($"{key} is \"{text}\"; write a whole number from {least} to {most}.");
        return otherwise;
    }
}
