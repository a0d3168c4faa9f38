using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A call in the log.</summary>
internal record RequestView
{
    public required string Id { get; init; }

    public required DateTime At { get; init; }

    public required string KeyId { get; init; }

    public required string MemberId { get; init; }

    public required string? User { get; init; }

    public required string? Session { get; init; }

    public required string? Repository { get; init; }

    public required string? Label { get; init; }

    public required string ModelRequested { get; init; }

    public required string? ModelServed { get; init; }

    public required string? Provider { get; init; }

    public required string Route { get; init; }

    public required int Status { get; init; }

    public required string? ErrorCode { get; init; }

    public required long InputTokens { get; init; }

    public required long CachedTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required decimal CostUsd { get; init; }

    public required string UsageSource { get; init; }

    public required int? TtftMs { get; init; }

    public required int DurationMs { get; init; }

    public required int Attempts { get; init; }

    public required bool Resumed { get; init; }

    public required bool Simulated { get; init; }

    /// <summary>Why the model ended its answer; null if it did not.</summary>
    public required string? FinishReason { get; init; }

    /// <summary>The product of the client's <c>User-Agent</c>.</summary>
    public required string? Client { get; init; }

    /// <summary>The format of the request, for example <c>openai-chat</c>.</summary>
    public required string? Dialect { get; init; }

    /// <summary>The size of the request's body.</summary>
    public required int? RequestBytes { get; init; }

    /// <summary>The size of the answer.</summary>
    public required int? ResponseBytes { get; init; }

    /// <summary>The error code of the last attempt that failed.</summary>
    public required string? ProviderErrorCode { get; init; }

    /// <summary>
    /// What the provider said about the last attempt that failed, or what happened. For the member, owners and admins only.
    /// </summary>
    public required string? ProviderError { get; init; }

    public static RequestView From(UsageRecord call, ProviderErrorAccess access) => new()
    {
        Id = call.Id.ToString(),
        At = call.At.UtcDateTime,
        KeyId = call.KeyId.ToString(),
        MemberId = call.MemberId.ToString(),
        User = call.User,
        Session = call.RunId,
        Repository = call.Repository,
        Label = call.Label,
        ModelRequested = call.ModelRequested,
        ModelServed = call.ModelServed,
        Provider = call.Provider,
        Route = call.Route,
        Status = call.Status,
        ErrorCode = call.ErrorCode,
        InputTokens = call.Tokens.Input,
        CachedTokens = call.Tokens.CacheRead,
        OutputTokens = call.Tokens.Output,
        CostUsd = call.Cost.Usd,
        UsageSource = EnumFormat.Format(call.Source),
        TtftMs = call.TtftMs,
        DurationMs = call.DurationMs,
        Attempts = call.Attempts,
        Resumed = call.Resumed,
        Simulated = call.Simulated,
        FinishReason = call.FinishReason,
        Client = call.Client,
        Dialect = call.ClientDialect,
        RequestBytes = call.RequestBytes,
        ResponseBytes = call.ResponseBytes,
        ProviderErrorCode = access.Includes(call) ? call.ProviderErrorCode : null,
        ProviderError = access.Includes(call) ? call.ProviderError : null,
    };
}
