using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// What is known of a call before its first attempt: what the client sent and what the gateway decided. Immutable; what changes while the
/// call runs is in <see cref="Call"/>.
/// </summary>
internal sealed class CallContext
{
    public required RequestId Id { get; init; }

    /// <summary>When the call came in, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The clock's timestamp when the call came in.</summary>
    public required long StartedAt { get; init; }

    public required KeyHolder Holder { get; init; }

    /// <summary>The request's body; the call disposes it.</summary>
    public required RequestBody Body { get; init; }

    /// <summary>The dialect in which the request came in and the answer leaves.</summary>
    public required IClientDialect ClientDialect { get; init; }

    public required CallRequest Request { get; init; }

    /// <summary>What the request's control headers ask for.</summary>
    public CallControls Controls { get; init; } = CallControls.Default;

    public required Attribution Attribution { get; init; }

    /// <summary>The catalog in force when the call was planned.</summary>
    public required CatalogSnapshot Catalog { get; init; }

    public required RoutePlan Plan { get; init; }

    /// <summary>What the call has taken of its key's limits.</summary>
    public required Hold Hold { get; init; }

    /// <summary>The call's entry in the usage journal.</summary>
    public required JournalTicket Ticket { get; init; }

    /// <summary>The request's headers, for the few that a dialect passes on.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>Canceled when the client disconnects.</summary>
    public CancellationToken ClientLeft { get; init; }

    /// <summary>Canceled when the process stops and the time for running calls to finish is over.</summary>
    public CancellationToken Shutdown { get; init; }

    /// <summary>The day whose prices apply, UTC.</summary>
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);
}
