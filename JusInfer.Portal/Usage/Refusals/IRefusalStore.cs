using System.Collections.Immutable;

namespace JusInfer.Portal.Usage.Refusals;

/// <summary>Stores rejected calls.</summary>
internal interface IRefusalStore
{
    /// <summary>The maximum number of refusals that one page compares with its filter.</summary>
    const int MaxScannedRows = 20_000;

    Task AddAsync(IReadOnlyList<Refusal> refusals, CancellationToken cancellationToken);

    /// <summary>The refusals that match a filter, newest first.</summary>
    Task<RefusalPage> ListAsync(RefusalFilter filter, CancellationToken cancellationToken);

    /// <summary>Removes refusals from before a time, at most some thousand.</summary>
    /// <returns>Whether more remain.</returns>
    Task<bool> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken);
}

/// <summary>Selects a page of refusals, newest first. A filter that is null matches every refusal.</summary>
internal sealed record RefusalFilter
{
    public required TenantId Tenant { get; init; }

    public int Limit { get; init; } = 50;

    /// <summary>The last refusal of the previous page.</summary>
    public RequestId? After { get; init; }

    public KeyId? Key { get; init; }

    /// <summary>The error code.</summary>
    public string? Code { get; init; }
}

/// <summary>A page of refusals.</summary>
/// <param name="Refusals">The refusals, newest first.</param>
/// <param name="Next">The value of <see cref="RefusalFilter.After"/> for the next page; null if no more refusals can follow.</param>
/// <param name="ScannedTo">
/// The last refusal that was compared with the filter, if the page ended because <see cref="IRefusalStore.MaxScannedRows"/> were compared. Such a
/// page can be empty although more follow.
/// </param>
internal sealed record RefusalPage(ImmutableArray<Refusal> Refusals, RequestId? Next, RequestId? ScannedTo);
