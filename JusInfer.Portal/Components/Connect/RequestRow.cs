using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Connect;

/// <summary>One row of the list of requests, formatted.</summary>
public sealed record RequestRow
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Requested { get; init; }

    /// <summary>The model that answered, if it is not the requested one.</summary>
    public string? Served { get; init; }

    public required string Key { get; init; }

    public required string Tokens { get; init; }

    public required string Cost { get; init; }

    public required string Duration { get; init; }

    public required string FirstToken { get; init; }

    public required int Status { get; init; }

    public required bool Failed { get; init; }

    public required bool Simulated { get; init; }

    public required bool Resumed { get; init; }

    public required int Attempts { get; init; }

    /// <summary>The provider that answered; null if none did.</summary>
    public string? Provider { get; init; }

    /// <summary>The end user and the agent run that the client named.</summary>
    public string? User { get; init; }

    public string? RunId { get; init; }

    /// <summary>The repository and the label that the client named, if any.</summary>
    public string? Repository { get; init; }

    public string? Label { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>Who answered, unless the simulator did, and what was requested, if it is not what answered.</summary>
    public string Details => string.Join(", ", ((string?[])[Provider is null || Simulated ? null : $"at {Provider}", Served is null ? null : $"requested {Requested}"]).OfType<string>());

    public string Labels => string.Join(", ", ((string?[])[Repository is null ? null : $"repository {Repository}", Label is null ? null : $"label {Label}"]).OfType<string>());

    /// <summary>The call ended while the page was open.</summary>
    public bool IsNew { get; init; }

    internal static RequestRow From(UsageRecord record, Func<string, string> keyName, int places) => new()
    {
        Id = record.Id.ToString(),
        At = record.At,
        Requested = record.ModelRequested,
        Served = record.ModelServed == record.ModelRequested ? null : record.ModelServed,
        Key = keyName(record.KeyId.ToString()),
        Tokens = $"{NumberFormat.Tokens(record.Tokens.Input)} → {NumberFormat.Tokens(record.Tokens.Output)}",
        Cost = NumberFormat.Money(record.Cost, places),
        Duration = NumberFormat.Duration(record.DurationMs),
        FirstToken = record.TtftMs is { } wait ? NumberFormat.Duration(wait) : "–",
        Status = record.Status,
        Failed = record.IsError,
        Simulated = record.Simulated,
        Resumed = record.Resumed,
        Attempts = record.Attempts,
        Provider = record.Provider,
        User = record.User,
        RunId = record.RunId,
        Repository = record.Repository,
        Label = record.Label,
        ErrorCode = record.ErrorCode,
    };
}
