using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Usage;

/// <summary>The order of a list of calls.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<CallOrder>))]
internal enum CallOrder
{
    /// <summary>By the time at which they started, the newest first.</summary>
    Started,

    /// <summary>In the order in which they were settled, so that a new call is always the last one.</summary>
    Settled,
}

/// <summary>A page of calls in the order in which they were settled.</summary>
/// <param name="Records">The calls.</param>
/// <param name="Next">Where the next page begins, and at the end of the list, where the next calls will be.</param>
/// <param name="HasMore">Whether there were more calls when the page was read.</param>
/// <param name="ScannedTo">
/// The last call that was compared with the filter, if the page ended because <see cref="IUsageQueries.MaxScannedRows"/> were compared.
/// Such a page can be empty although more follow.
/// </param>
internal sealed record SettledPage(ImmutableArray<UsageRecord> Records, SettledPosition Next, bool HasMore, RequestId? ScannedTo);
