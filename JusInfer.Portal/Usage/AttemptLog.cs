using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JusInfer.Portal.Usage;

/// <summary>
/// The attempts of a call as one short line of JSON, which travels through journal and store as it stands. A call that its first attempt
/// answered has no line: its own record says as much.
/// </summary>
internal static class AttemptLog
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web);

    /// <summary>The stored line; null where the record says it all.</summary>
    public static string? Write(IReadOnlyList<AttemptRecord> attempts) =>
        attempts is [] or [{ Outcome: AttemptOutcome.Answered }] ? null : JsonSerializer.Serialize(attempts.Select(Line.Of), Shape);

    /// <summary>The attempts of a call, in the order in which they were made.</summary>
    public static ImmutableArray<AttemptRecord> Of(UsageRecord call)
    {
        if (call.AttemptLog is null) return call.ModelServed is null || call.IsError ? [] : [TheOnly(call)];
        try
        {
            return [.. (JsonSerializer.Deserialize<Line[]>(call.AttemptLog, Shape) ?? []).Select(line => line.Read())];
        }
        catch (JsonException)
        {
            // Cut by a bound on the way here: what is left says less than nothing.
            return [];
        }
    }

    public static string WordFor(AttemptOutcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());

    private static AttemptRecord TheOnly(UsageRecord call) =>
        new(call.Provider ?? "", call.ModelServed!, AttemptOutcome.Answered, 200, 0, call.DurationMs);

    /// <summary>Short names: a line stands in every row of a bad day.</summary>
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

        public static Line Of(AttemptRecord attempt) => new()
        {
            Provider = attempt.Provider,
            Model = attempt.Model,
            Outcome = attempt.Outcome,
            Status = attempt.Status,
            StartedMs = attempt.StartedMs,
            DurationMs = attempt.DurationMs,
        };

        public AttemptRecord Read() => new(Provider, Model, Outcome, Status, StartedMs, DurationMs);
    }
}
