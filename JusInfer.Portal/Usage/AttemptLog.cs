using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JusInfer.Portal.Usage;

/// <summary>
/// The attempts of a call as a short JSON text, which the journal and the store keep unchanged. A call that was answered at the first
/// attempt has no text, because its record contains the same facts.
/// </summary>
internal static class AttemptLog
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);

    /// <summary>Writes the attempts of a call; null if there was one attempt and it succeeded, or none.</summary>
    public static string? Write(IReadOnlyList<AttemptRecord> attempts) =>
        attempts is [] or [{ Outcome: AttemptOutcome.Answered }] ? null : JsonSerializer.Serialize(attempts.Select(Line.From), JsonOptions);

    /// <summary>Reads the attempts of a call, in their order.</summary>
    public static ImmutableArray<AttemptRecord> Read(UsageRecord call)
    {
        if (call.AttemptLog is null) return call.ModelServed is null || call.IsError ? [] : [OnlyAttempt(call)];
        try
        {
            return [.. (JsonSerializer.Deserialize<Line[]>(call.AttemptLog, JsonOptions) ?? []).Select(line => line.ToRecord())];
        }
        catch (JsonException)
        {
            // The journal cut the text at its length limit. The rest of it is not valid JSON.
            return [];
        }
    }

    /// <summary>The name of an outcome in the API, for example <c>timed_out</c>.</summary>
    public static string NameOf(AttemptOutcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());

    private static AttemptRecord OnlyAttempt(UsageRecord call) =>
        new(call.Provider ?? "", call.ModelServed!, AttemptOutcome.Answered, 200, 0, call.DurationMs);

    /// <summary>The names are short because, during an outage, every row has such a text.</summary>
    private sealed record Line
    {
        [JsonPropertyName("p")]
        public string Provider { get; init; } = "";

        [JsonPropertyName("m")]
        public string Model { get; init; } = "";

        [JsonPropertyName("o")]
        public AttemptOutcome Outcome { get; init; }

        [JsonPropertyName("s"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Status { get; init; }

        [JsonPropertyName("a")]
        public int StartedMs { get; init; }

        [JsonPropertyName("d")]
        public int DurationMs { get; init; }

        public static Line From(AttemptRecord attempt) => new()
        {
            Provider = attempt.Provider,
            Model = attempt.Model,
            Outcome = attempt.Outcome,
            Status = attempt.Status,
            StartedMs = attempt.StartedMs,
            DurationMs = attempt.DurationMs,
        };

        public AttemptRecord ToRecord() => new(Provider, Model, Outcome, Status, StartedMs, DurationMs);
    }
}
