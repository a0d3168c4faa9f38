using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.JsonResponses;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>One request to one target, for a first answer or for the continuation of an interrupted one.</summary>
/// <param name="target">The model and the endpoint.</param>
/// <param name="meter">Counts the answer. A continuation shares the meter of the answer that it continues.</param>
/// <param name="startedAt">The clock's timestamp when the attempt started.</param>
internal sealed class Attempt(RouteTarget target, Meter meter, long startedAt)
{
    public RouteTarget Target => target;

    public Meter Meter { get; private set; } = meter;

    public long StartedAt => startedAt;

    /// <summary>What is sent to the provider; null until it is written.</summary>
    public UpstreamContent? Request { get; set; }

    /// <summary>The provider streams the answer, and the client receives it when it is complete.</summary>
    public bool IsAssembled { get; set; }

    /// <summary>The call can go on at another endpoint if this one is too slow.</summary>
    public bool IsReplaceable { get; set; }

    /// <summary>What was changed in the request because the endpoint does not accept it otherwise.</summary>
    public Adjustments Adjusted { get; set; }

    /// <summary>The service tier that the provider reported; null if it reported none.</summary>
    public string? Tier { get; set; }

    /// <summary>What the provider's request policy does with the request; null until the request is written.</summary>
    public PolicyDecision? Policy { get; set; }

    /// <summary>The request is sent without signatures of reasoning, because the target has rejected one of them.</summary>
    public bool OmitsSignatures { get; init; }

    /// <summary>The model must not reason, because it wants earlier reasoning back that is lost.</summary>
    public bool OmitsReasoning { get; set; }

    /// <summary>Decides which signatures of reasoning the target receives; null until the request is written.</summary>
    public SignatureFilter? Signatures { get; set; }

    /// <summary>The answer that the model is asked to correct; null for any other attempt.</summary>
    public InvalidJson? Correction { get; init; }

    /// <summary>Verifies the answer; null if it need not be JSON, or if the target has a mode for the required format.</summary>
    public VerifiedJson? Json { get; set; }

    /// <summary>What is wrong with the answer, whose faulty part the client has not received; null if nothing is, or if it is not checked.</summary>
    public ResponseFault? ResponseFault { get; set; }

    /// <summary>Why the stream ended before the answer was complete; null if it did not, or if another attempt continues it.</summary>
    public AttemptFailure? Interruption { get; set; }

    /// <summary>A cheaper model refused to answer, or answered nothing.</summary>
    public bool IsRefused { get; set; }

    /// <summary>What was counted of an answer that an injected fault broke off; null for any other, and once its cost is added.</summary>
    public Meter? FailedAnswer { get; set; }

    /// <summary>Resets the meter, because nothing of the answer reached the client and nothing is billed.</summary>
    public void DiscardUsage() => Meter = new Meter();

    /// <summary>
    /// Forgets the request and the answer, but for the one that it was to correct: what this one costs is counted elsewhere.
    /// </summary>
    public void DiscardAnswer() =>
        (Request, Meter) = (null, new Meter { BilledBefore = Meter.BilledBefore, TierBefore = Meter.TierBefore });
}
