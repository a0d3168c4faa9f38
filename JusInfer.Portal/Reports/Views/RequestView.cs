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

    public static RequestView From(UsageRecord call) => new()
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
    };
}
