namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>How far the call of one column is.</summary>
public enum ResponsePhase
{
    Waiting,
    Streaming,
    Complete,
    Stopped,
    Failed,
}

/// <summary>What is known about a call of the playground: from its response headers, its events and the clock of this process.</summary>
public sealed record ResponseState
{
    public ResponsePhase Phase { get; init; }

    /// <summary>The model that answers; null until the response names it.</summary>
    public string? Model { get; init; }

    public string? Provider { get; init; }

    public string? Route { get; init; }

    /// <summary>Why this model was chosen, as a sentence.</summary>
    public string? Explanation { get; init; }

    public bool IsSimulated { get; init; }

    public string? RequestId { get; init; }

    public int? FirstTokenMs { get; init; }

    public int? DurationMs { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? OutputTokens { get; init; }

    public decimal? CostUsd { get; init; }

    public int? Attempts { get; init; }

    public bool IsResumed { get; init; }

    /// <summary>The connection to the provider was cut on request.</summary>
    public bool IsCut { get; init; }

    public string? FinishReason { get; init; }

    public ResponseError? Error { get; init; }

    public bool IsRunning => Phase is ResponsePhase.Waiting or ResponsePhase.Streaming;
}

/// <summary>Why a call failed.</summary>
/// <param name="Status">The HTTP status; null for an error within the stream or of the connection.</param>
/// <param name="Code">The error code of the gateway.</param>
/// <param name="Message">What happened and what to do.</param>
public sealed record ResponseError(int? Status, string Code, string Message)
{
    /// <summary>The part of the page of errors about the code.</summary>
    public string Help => $"/docs/errors/#{Code.ToLowerInvariant()}";
}
