using System.Collections.Immutable;

namespace JusInfer.Portal.Usage.Refusals;

/// <summary>Stores rejected calls.</summary>
internal interface IRefusalStore
{
    Task AddAsync(IReadOnlyList<Refusal> refusals, CancellationToken cancellationToken);

    /// <summary>The refusals of a team, newest first.</summary>
    /// <param name="tenant">The team.</param>
    /// <param name="limit">The maximum number.</param>
    /// <param name="after">The page begins after this one, which is newer; null for the first page.</param>
    /// <param name="key">Only those of this key; null for all.</param>
    /// <param name="code">Only those with this error code; null for all.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<ImmutableArray<Refusal>> ListAsync(
        TenantId tenant, int limit, RequestId? after, KeyId? key, string? code, CancellationToken cancellationToken);

    /// <summary>Removes refusals from before a time, at most some thousand.</summary>
    /// <returns>Whether more remain.</returns>
    Task<bool> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken);
}
