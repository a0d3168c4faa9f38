namespace JusInfer.Portal.Gateway.Responses;

/// <summary>Section <c>Responses</c>.</summary>
internal sealed record ResponseOptions
{
    /// <summary>How long a response is kept whose caller does not say <c>store: false</c>. 0 keeps none.</summary>
    public int RetentionDays { get; init; } = 30;

    public bool KeepsNone => RetentionDays == 0;

    /// <summary>The largest response kept, with the conversation before it. Bytes.</summary>
    public int MaxBytes { get; init; } = 8 * 1024 * 1024;
}
