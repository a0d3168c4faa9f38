using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Usage;

internal static class UsageServices
{
    /// <summary>Adds the journal, the usage ledger and the writer.</summary>
    /// <param name="services">The services.</param>
    /// <param name="journal">The folder and the durability of the journal.</param>
    internal static IServiceCollection AddUsage(this IServiceCollection services, JournalOptions journal) => services
        .AddSingleton(journal)
        .AddSingleton<UsageJournal>()
        .AddSingleton<UsageLedger>()
        .AddHostedService<JournalSyncService>()
        .AddHostedService<UsageWriter>();
}
