using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The immutable data of a call: the client's request and the gateway's decisions before the first attempt. State that changes while the
/// call runs is in <see cref="Call"/>.
/// </summary>
internal sealed class CallContext
{
    public required RequestId Id { get; init; }

    /// <summary>When the request arrived, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The clock's timestamp when the request arrived.</summary>
    public required long StartedAt { get; init; }

    /// <summary>The process's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public required KeyHolder Holder { get; init; }

    /// <summary>The body of the request; the call disposes it.</summary>
    public required RequestBody Body { get; init; }

    /// <summary>The dialect of the request and of the answer to the client.</summary>
    public required IClientDialect ClientDialect { get; init; }

    public required CallRequest Request { get; init; }

    /// <summary>The framing of the client's stream.</summary>
    public IStreamFraming Framing => ClientDialect.FramingOf(Request);

    /// <summary>The control headers of the request.</summary>
    public CallControls Controls { get; init; } = CallControls.Default;

    public required Attribution Attribution { get; init; }

    /// <summary>The catalog by which the call was planned.</summary>
    public required CatalogSnapshot Catalog { get; init; }

    public required RoutePlan Plan { get; init; }

    /// <summary>The session of the call; null for a call that has no prompt of a conversation.</summary>
    public CallPromptSession? Session { get; init; }

    /// <summary>The parts of its key's limits that the call holds.</summary>
    public required Hold Hold { get; init; }

    /// <summary>The call's entry in the usage journal.</summary>
    public required JournalTicket Ticket { get; init; }

    /// <summary>The headers of the request, of which a dialect passes on a few.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The product of the client's <c>User-Agent</c>; null if it sent none.</summary>
    public string? Client { get; init; }

    /// <summary>Canceled when the client disconnects.</summary>
    public CancellationToken RequestAborted { get; init; }

    /// <summary>Canceled when the process stops and the time for running calls to finish is over.</summary>
    public CancellationToken Shutdown { get; init; }

    /// <summary>The day whose prices apply, UTC.</summary>
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);
}
