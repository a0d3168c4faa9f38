using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// One call on its way through the gateway: what came in, what was decided, and what became of it. Lives until its record is closed.
/// </summary>
internal sealed class Call
{
    private Transcript? transcript;

    public required RequestId Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The clock's timestamp when the call came in.</summary>
    public required long StartedAt { get; init; }

    public required KeyHolder Holder { get; init; }

    public required RequestBody Body { get; init; }

    /// <summary>Where it came in, and so in which dialect its answer leaves.</summary>
    public required IClientDialect ClientDialect { get; init; }

    public required CallRequest Request { get; init; }

    public required Attribution Attribution { get; init; }

    public required CatalogSnapshot Catalog { get; init; }

    public required Hold Hold { get; init; }

    public required RoutePlan Plan { get; init; }

    public required JournalTicket Ticket { get; init; }

    /// <summary>How the caller wants this one call treated.</summary>
    public CallControls Controls { get; init; } = CallControls.Default;

    /// <summary>Makes the failures happen that the caller wants to see; absent where it wants none.</summary>
    public FaultInjector? FaultInjector { get; init; }

    /// <summary>The last attempt is as it is by a drill: no breaker, budget or alarm takes it for the endpoint's doing.</summary>
    public bool HasInjectedFault => FaultInjector is { HasStruck: true };

    /// <summary>The caller's own headers, for the few that a dialect passes on.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The request free of dialect; absent until an attempt has to translate it.</summary>
    public Conversation? Conversation { get; set; }

    /// <summary>What the client has of a stream.</summary>
    public Transcript Transcript => transcript ??= new Transcript(isKept: Controls.MayResume);

    /// <summary>The answer that broke off and is to be gone on with; absent while the first one runs.</summary>
    public InterruptedAnswer? Interrupted { get; set; }

    /// <summary>What the answer brought; written by whoever reads it, anew for each attempt.</summary>
    public Meter Meter { get; set; } = new();

    /// <summary>What the answer took so far, and who counted it.</summary>
    public (TokenBuckets Tokens, UsageSource Source) Usage => Meter.Total(Request.Features.InputTokens);

    /// <summary>Where the last attempt asked.</summary>
    public RouteTarget Target { get; set; }

    /// <summary>
    /// Who answered: whose name and prices hold for the whole answer, whoever may have gone on with it. Until then, who is asked.
    /// </summary>
    public RouteTarget Served
    {
        get => Interrupted is null ? Target : field;
        set;
    }

    public int Attempts { get; set; }

    /// <summary>An answer that broke off was gone on with by another attempt.</summary>
    public bool Resumed { get; set; }

    /// <summary>What the attempts came to, as far as they are over.</summary>
    public AttemptHistory History { get; } = new();

    /// <summary>The clock's timestamp when the first attempt began: the time in all counts from there.</summary>
    public long FirstAskedAt { get; set; }

    /// <summary>The clock's timestamp when the last attempt began.</summary>
    public long AskedAt { get; set; }

    /// <summary>What the client is told instead of an answer, or at the end of one that broke off.</summary>
    public GatewayError? Error { get; set; }

    /// <summary>The gateway's own fault that ended the call, if one did: it is for the log, and none of the provider's.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Clock ticks spent waiting for upstreams until the answer began: what is left is the gateway's own.</summary>
    public long UpstreamTicks { get; set; }

    /// <summary>The upstream's answer, while it is open.</summary>
    public Streaming.ResponseStream? Answer { get; set; }

    /// <summary>The embedded simulator answers, not a model.</summary>
    public bool IsSimulated => Target.Endpoint.Provider.Dialect == Dialect.Simulator;

    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);

    /// <summary>The call ends by a fault of the gateway's own. Of an answer that has not begun, nothing is billed.</summary>
    public void Fail(Exception? fault)
    {
        Fault = fault;
        const string Message = "The answer could not be passed on. Send the request again.";
        Error = new GatewayError(StatusCodes.Status500InternalServerError, ErrorCodes.Internal, Message);
        if (Answer is null) Meter = new Meter();
    }

    /// <summary>Its record is closed: gives back every buffer.</summary>
    public void Release()
    {
        Answer?.Release();
        transcript?.Dispose();
        Conversation?.Dispose();
        Body.Dispose();
    }
}
