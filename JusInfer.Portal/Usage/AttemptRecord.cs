namespace JusInfer.Portal.Usage;

/// <summary>One request to one endpoint within a call.</summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="Model">The catalog id of the model.</param>
/// <param name="Outcome">How the attempt ended.</param>
/// <param name="Status">The provider's HTTP status; null if there was no response.</param>
/// <param name="StartedMs">Milliseconds from the start of the call to the start of the attempt.</param>
/// <param name="DurationMs">Milliseconds from the start of the attempt to the end of its response, or to its failure.</param>
internal sealed record AttemptRecord(string Provider, string Model, AttemptOutcome Outcome, int? Status, int StartedMs, int DurationMs);

/// <summary>How an attempt ended. The values are stored in the attempt log, and their names in snake case are in the API.</summary>
internal enum AttemptOutcome
{
    /// <summary>The response was complete.</summary>
    Answered,

    /// <summary>The provider returned an error or an unusable response.</summary>
    Failed,

    /// <summary>The provider's rate limit rejected the request.</summary>
    RateLimited,

    /// <summary>There was no response within the attempt's timeout.</summary>
    TimedOut,

    /// <summary>The connection could not be made, or was lost before a response began.</summary>
    Unreachable,

    /// <summary>The provider rejected the gateway: its credential, its account, or the model's name.</summary>
    Refused,

    /// <summary>The provider rejected the request itself, as any other provider would.</summary>
    Rejected,

    /// <summary>The response began and was interrupted.</summary>
    Broken,

    /// <summary>The client disconnected before the response was complete.</summary>
    Abandoned,
}
