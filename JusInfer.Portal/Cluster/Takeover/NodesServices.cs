using JusInfer.Portal.Catalog;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Cluster.Takeover;

internal static class NodesServices
{
    /// <param name="services">The services.</param>
    /// <param name="isShared">Several processes share the database: each reports to the others, and they account for the calls of one that is lost.</param>
    internal static IServiceCollection AddNodes(this IServiceCollection services, bool isShared)
    {
        services.AddSingleton<NodeTakeover>().AddSingleton<NodeWriteOff>();
        if (!isShared) return services;
        return services
            .AddSingleton(Describe)
            .AddSingleton<JournalOwners>()
            .AddSingleton<FormerProcesses>()
            .AddHostedService<NodeLifetime>()
            .AddHostedService<NodePresence>()
            .AddHostedService<NodeWatch>();
    }

    private static NodeDescription Describe(IServiceProvider provider)
    {
        var journal = provider.GetRequiredService<JournalOptions>();
        return new NodeDescription
        {
            Node = provider.GetRequiredService<LeaseNode>(),
            Host = Environment.MachineName,
            Journal = Path.GetFullPath(journal.Path),
            Release = ProductVersion.WithCommit,
            Catalog = provider.GetRequiredService<CatalogSource>().File.Version,
            CopiesIntents = journal.Durability == JournalDurability.Database,
        };
    }
}
