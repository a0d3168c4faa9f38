using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>One request, as the list writes it.</summary>
public sealed record RequestLine
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Asked { get; init; }

    /// <summary>The model that answered, where it is not the one asked for.</summary>
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

    internal static RequestLine Of(UsageRecord record, Func<string, string> keyName) => new()
    {
        Id = record.Id.ToString(),
        At = record.At,
        Asked = record.ModelRequested,
        Served = record.ModelServed == record.ModelRequested ? null : record.ModelServed,
        Key = keyName(record.KeyId.ToString()),
        Tokens = $"{Figures.Tokens(record.Tokens.Input)} → {Figures.Tokens(record.Tokens.Output)}",
        Cost = Figures.Money(record.Cost),
        Duration = Figures.Duration(record.DurationMs),
        FirstToken = record.TtftMs is { } wait ? Figures.Duration(wait) : "–",
        Status = record.Status,
        Failed = record.IsError,
        Simulated = record.Simulated,
        Resumed = record.Resumed,
    };
}
