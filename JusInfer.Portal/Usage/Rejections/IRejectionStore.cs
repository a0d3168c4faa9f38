using System.Collections.Immutable;

namespace JusInfer.Portal.Usage.Rejections;

/// <summary>Stores rejected calls.</summary>
internal interface IRejectionStore
{
    /// <summary>The maximum number of rejections that one page compares with its filter.</summary>
    const int MaxScannedRows = 20_000;

    Task AddAsync(IReadOnlyList<Rejection> rejections, CancellationToken cancellationToken);

    /// <summary>The rejections that match a filter, newest first.</summary>
    Task<RejectionPage> ListAsync(RejectionFilter filter, CancellationToken cancellationToken);

    /// <summary>Removes rejections from before a time, at most some thousand.</summary>
    /// <returns>Whether more remain.</returns>
    Task<bool> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken);
}

/// <summary>Selects a page of rejections, newest first. A filter that is null matches every rejection.</summary>
internal sealed record RejectionFilter
{
    public required TeamId Team { get; init; }

    public int Limit { get; init; } = 50;

    /// <summary>The last rejection of the previous page.</summary>
    public RequestId? After { get; init; }

    public KeyId? Key { get; init; }

    /// <summary>The member whose key it was. Those that an earlier version recorded have none.</summary>
    public MemberId? Member { get; init; }

    public int? Status { get; init; }

    /// <summary>The error code.</summary>
    public string? Code { get; init; }

    /// <summary>Searches the code, the message and the limit.</summary>
    public CallSearch? Search { get; init; }

    /// <summary>Inclusive. The time of a call is the one in its id, in milliseconds.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>A page of rejections.</summary>
/// <param name="Rejections">The rejections, newest first.</param>
/// <param name="Next">The value of <see cref="RejectionFilter.After"/> for the next page; null if no more rejections can follow.</param>
/// <param name="ScannedTo">
/// The last rejection that was compared with the filter, if the page ended because <see cref="IRejectionStore.MaxScannedRows"/> were compared. Such a
/// page can be empty although more follow.
/// </param>
internal sealed record RejectionPage(ImmutableArray<Rejection> Rejections, RequestId? Next, RequestId? ScannedTo);
