namespace JusInfer.Portal.Usage.Rejections;

/// <summary>A call that was rejected before a provider was asked. It cost nothing and has no usage record.</summary>
internal sealed record Rejection
{
    public required RequestId Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required TeamId TeamId { get; init; }

    public required KeyId KeyId { get; init; }

    /// <summary>The member whose key it was; null if an earlier version recorded it.</summary>
    public MemberId? MemberId { get; init; }

    /// <summary>The request's path, without its query string.</summary>
    public required string Path { get; init; }

    /// <summary>The HTTP status of the response.</summary>
    public required int Status { get; init; }

    /// <summary>The error code of the response.</summary>
    public required string Code { get; init; }

    /// <summary>The limit that rejected the call, for example <c>key.requests_per_minute</c>; null for other reasons.</summary>
    public string? Scope { get; init; }

    /// <summary>The message of the response. It quotes nothing of a prompt.</summary>
    public required string Message { get; init; }

    /// <summary>
    /// Calls of the key that were rejected with the same code in an earlier minute and are not listed, because there were too many.
    /// </summary>
    public int Repeated { get; init; }
}
