using JusInfer.Portal.Usage.Journal;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Usage;

internal static class UsageServices
{
    /// <summary>Adds the journal, the usage ledger, the writer, the removal of old usage, and the speeds of models.</summary>
    /// <param name="services">The services.</param>
    /// <param name="journal">The folder and the durability of the journal.</param>
    /// <param name="options">How long usage is stored.</param>
    internal static IServiceCollection AddUsage(this IServiceCollection services, JournalOptions journal, UsageOptions options) => services
        .AddSingleton(journal)
        .AddSingleton(options)
        .AddSingleton<UsageJournal>()
        .AddSingleton<DamagedJournals>()
        .AddSingleton<IntentCopies>()
        .AddHostedService(static provider => provider.GetRequiredService<IntentCopies>())
        .AddSingleton<IntentPrices>()
        .AddSingleton<UsageLedger>()
        .AddSingleton<StoreLock>()
        .AddSingleton<LeftoverJournals>()
        .AddHostedService<JournalSyncService>()
        .AddSingleton<UsageWriter>()
        .AddHostedService(static provider => provider.GetRequiredService<UsageWriter>())
        .AddHostedService<UsageSweeper>()
        .AddSingleton<OutputSpeeds>()
        .AddHostedService(static provider => provider.GetRequiredService<OutputSpeeds>())
        .AddSingleton<RejectionLog>()
        .AddHostedService(static provider => provider.GetRequiredService<RejectionLog>());
}
