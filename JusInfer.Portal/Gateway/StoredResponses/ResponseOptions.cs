using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Gateway.StoredResponses;

/// <summary>The configuration section <c>Responses</c>.</summary>
internal sealed record ResponseOptions
{
    /// <summary>How many days a response is stored, unless its team has chosen another time or the request has <c>store: false</c>. 0 disables storing.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>The most days that a team can choose.</summary>
    public int MaxRetentionDays { get; init; } = 30;

    public ResponseRetention Retention => new(RetentionDays, MaxRetentionDays);

    public bool IsDisabled => RetentionDays == 0;

    /// <summary>The maximum size of a stored response with its input, in bytes.</summary>
    public int MaxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How much each team may store. Its oldest responses are removed to stay within it.</summary>
    public ResponseQuota Quota { get; init; } = new(MaxResponses: 10_000, MaxBytes: 1024L * 1024 * 1024);
}
