using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Usage;

internal static class UsageServices
{
    /// <param name="services">The process's services.</param>
    /// <param name="journal">Where and how durably the journal is kept; its path is set.</param>
    internal static IServiceCollection AddUsage(this IServiceCollection services, JournalOptions journal) => services
        .AddSingleton(journal)
        .AddSingleton<UsageJournal>()
        .AddSingleton<UsageLedger>()
        .AddHostedService<JournalSyncService>()
        .AddHostedService<UsageWriter>();
}
