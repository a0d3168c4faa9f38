using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A call that was rejected before a provider was asked. It cost nothing.</summary>
internal sealed record RejectedCallView
{
    /// <summary>The id that the response had in <c>x-request-id</c>.</summary>
    public required string Id { get; init; }

    public required DateTime At { get; init; }

    public required string KeyId { get; init; }

    /// <summary>The path of the request.</summary>
    public required string Path { get; init; }

    public required int Status { get; init; }

    public required string Code { get; init; }

    /// <summary>The limit that rejected the call; null for other reasons.</summary>
    public required string? Scope { get; init; }

    public required string Message { get; init; }

    /// <summary>Calls of the key that were rejected with the same code in an earlier minute and are not listed.</summary>
    public required int Repeated { get; init; }

    public static RejectedCallView From(Rejection rejection) => new()
    {
        Id = rejection.Id.ToString(),
        At = rejection.At.UtcDateTime,
        KeyId = rejection.KeyId.ToString(),
        Path = rejection.Path,
        Status = rejection.Status,
        Code = rejection.Code,
        Scope = rejection.Scope,
        Message = rejection.Message,
        Repeated = rejection.Repeated,
    };
}

/// <summary>A page of rejected calls.</summary>
/// <param name="Data">The rejected calls, newest first.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last one.</param>
/// <param name="ScannedTo">The last rejected call that was compared with the filters, if the page ended because 20,000 were.</param>
internal sealed record RejectedCallsView(IReadOnlyList<RejectedCallView> Data, string? Next, string? ScannedTo);
