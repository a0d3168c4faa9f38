using JusInfer.Portal.Data;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>A migrated, empty database for one test class, and a node that uses it.</summary>
public abstract class StoreFixture : IAsyncLifetime
{
    private StoreNode? node;

    /// <summary>The component that is not installed; null if none is missing. Tests are skipped with its name.</summary>
    public virtual string? Missing => null;

    internal StoreNode Node => node ?? throw new InvalidOperationException("The store has not been started.");

    internal abstract StoreOptions Options { get; }

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        await CreateAsync();
        node = new StoreNode(Options);
        await node.Migration.MigrateAsync(CancellationToken.None);
        await node.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (node is not null) await node.DisposeAsync();
        await RemoveAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes another node on the same database. With SQLite, it represents another part of the same process.</summary>
    internal StoreNode NewNode() => new(Options);

    protected virtual Task CreateAsync() => Task.CompletedTask;

    protected virtual Task RemoveAsync() => Task.CompletedTask;
}
