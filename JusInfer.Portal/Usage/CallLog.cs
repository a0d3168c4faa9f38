using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Usage;

/// <summary>Which calls a list has.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<CallKinds>))]
internal enum CallKinds
{
    /// <summary>Those that were sent to a provider, and those that were rejected.</summary>
    All,
    Sent,
    Rejected,
}

/// <summary>A call of the list: one that was sent to a provider, or one that was rejected before.</summary>
internal readonly record struct ListedCall(UsageRecord? Sent, Rejection? Rejected)
{
    public RequestId Id => Sent?.Id ?? Rejected!.Id;
}

/// <summary>A page of calls.</summary>
/// <param name="Calls">The calls, newest first.</param>
/// <param name="Next">The value of <see cref="RequestFilter.After"/> for the next page; null if no more calls can follow.</param>
/// <param name="IsScanned">The page ended because as many calls as a page may compare were compared with its filter. It can be empty
/// although more follow.</param>
internal sealed record CallLogPage(ImmutableArray<ListedCall> Calls, RequestId? Next, bool IsScanned);

/// <summary>
/// One list of the calls that were sent to a provider and of those that were rejected before, which are in two tables. Ids of both have the
/// time, so that a page is a merge
/// of two pages, as far as both go.
/// </summary>
internal sealed class CallLog(IUsageQueries usage, IRejectionStore rejections)
{
    /// <summary>The dimensions that rejected calls have.</summary>
    private static readonly UsageDimension[] OfRejected = [UsageDimensions.Key, UsageDimensions.Member, UsageDimensions.Status];

    public async Task<CallLogPage> ListAsync(RequestFilter filter, CallKinds kinds, CancellationToken cancellationToken)
    {
        var sent = kinds == CallKinds.Rejected ? new RequestPage([], Next: null, ScannedTo: null)
            : await usage.ListRequestsAsync(filter, cancellationToken);
        var rejected = kinds != CallKinds.Sent && FilterOf(filter) is { } other
            ? await rejections.ListAsync(other, cancellationToken)
            : new RejectionPage([], Next: null, ScannedTo: null);

        // Below the end of one page, the other one has calls between which calls of the first are missing.
        var end = sent.Next is { } one && rejected.Next is { } two ? (one.CompareTo(two) > 0 ? one : two) : sent.Next ?? rejected.Next;
        ListedCall[] merged =
        [
            .. sent.Records.Select(static call => new ListedCall(call, Rejected: null))
                .Concat(rejected.Rejections.Select(static call => new ListedCall(Sent: null, call)))
                .Where(call => end is not { } last || call.Id.CompareTo(last) >= 0)
                .OrderByDescending(static call => call.Id),
        ];
        return merged.Length > filter.Limit
            ? new CallLogPage([.. merged.Take(filter.Limit)], merged[filter.Limit - 1].Id, IsScanned: false)
            : new CallLogPage([.. merged], end, end is not null && (end == sent.ScannedTo || end == rejected.ScannedTo));
    }

    /// <returns>Null if no rejected call can match, because its filters are of an answer or of what the request says.</returns>
    private static RejectionFilter? FilterOf(RequestFilter filter) =>
        filter.Errors == false || filter.Selection.Values.Any(static chosen => !OfRejected.Contains(chosen.Dimension))
            || filter.Recovery is not null || filter.CostAbove is not null || filter.LatencyAboveMs is not null
            ? null
            : new RejectionFilter
            {
                Team = filter.Team,
                Limit = filter.Limit,
                After = filter.After,
                From = filter.From,
                To = filter.To,
                Key = filter.Key,
                Member = filter.Member,
                Status = filter.Status,
                Code = filter.Code,
                Search = filter.Search,
            };
}
