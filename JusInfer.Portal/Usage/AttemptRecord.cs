namespace JusInfer.Portal.Usage;

/// <summary>One question to one endpoint within a call.</summary>
/// <param name="Provider">Who was asked.</param>
/// <param name="Model">The catalog's id of the model asked for.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Status">The provider's HTTP status; absent where none came.</param>
/// <param name="StartedMs">When it began, from the beginning of the call. Milliseconds.</param>
/// <param name="DurationMs">Until its answer was whole, or until it had failed. Milliseconds.</param>
internal sealed record AttemptRecord(string Provider, string Model, AttemptOutcome Outcome, int? Status, int StartedMs, int DurationMs);

/// <summary>What became of an attempt. The words of <see cref="AttemptLog"/> are these in lower case: their names are stored.</summary>
internal enum AttemptOutcome
{
    /// <summary>It brought the answer, whole.</summary>
    Answered,

    /// <summary>The provider said that it failed, or answered nothing of use.</summary>
    Failed,

    /// <summary>The provider limits this gateway.</summary>
    RateLimited,

    /// <summary>Nothing came within the attempt's time.</summary>
    TimedOut,

    /// <summary>There was no connection, or it was lost before an answer began.</summary>
    Unreachable,

    /// <summary>The provider refused this gateway: its credential, its account, or the model's name there.</summary>
    Refused,

    /// <summary>The provider refused the request itself, as every other would.</summary>
    Rejected,

    /// <summary>The answer had begun and was not brought to its end.</summary>
    Broken,

    /// <summary>The client hung up before the answer was whole.</summary>
    Abandoned,
}
