using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Usage;

/// <summary>
/// What the router knew when it chose the model of a call, what the call did to its session's caches, and which tools its answer calls. As text for a column: compact JSON.
/// </summary>
internal sealed record RouteDetails
{
    /// <summary>The version of the rules that decided; 0 for a model that the call named.</summary>
    public int Policy { get; init; }

    /// <summary>The id of the model without routing; null for a model that the call named.</summary>
    public string? Baseline { get; init; }

    /// <summary>Models that were considered and not chosen.</summary>
    public ImmutableArray<RejectedCandidate> Rejected { get; init; } = [];

    /// <summary>The expected cost of the call; null if it was not computed.</summary>
    public NanoUsd? Expected { get; init; }

    /// <summary>The expected cost of the call on the baseline with its cache; null if it was not computed.</summary>
    public NanoUsd? ExpectedBaseline { get; init; }

    /// <summary>The probability that the step changes files; null if it was not estimated.</summary>
    public double? Risk { get; init; }

    /// <summary>The group of the call's session; null if the team has no control group.</summary>
    public RoutingGroup? Group { get; init; }

    /// <summary>The agent repeated a failing command, its last commands had failed, the user repeated a request, or the baseline took over from a cheaper model.</summary>
    public bool Trouble { get; init; }

    /// <summary>What measurements say about the session's model, in a sentence; null if they did not decide.</summary>
    public string? Evidence { get; init; }

    /// <summary>The kind of work of the session, for example <c>fix/python</c>; null for a call beside the conversation, and if it is not known.</summary>
    public string? Domain { get; init; }

    /// <summary>What the tokens cost on the baseline without a cache; null if nothing was billed.</summary>
    public NanoUsd? Uncached { get; init; }

    /// <summary>What the call could not read from the provider's cache; null if nothing was lost.</summary>
    public LostCache? Lost { get; init; }

    /// <summary>The answer of a cheaper model that the one that answered has repeated; null if there is none.</summary>
    public EscalatedCall? Escalated { get; init; }

    /// <summary>What answers of failed attempts cost, charged or not; null if nothing is known of any.</summary>
    public NanoUsd? Failed { get; init; }

    /// <summary>The client's tools that the answer calls, in the order of their first call. Only their names: arguments are not recorded.</summary>
    public ImmutableArray<CalledTool> Tools { get; init; } = [];

    public string Format()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Policy);
            if (Baseline is not null) json.WriteString("b", Baseline);
            if (!Rejected.IsEmpty)
            {
                json.WriteStartArray("r");
                foreach (var rejected in Rejected)
                {
                    json.WriteStringValue(rejected.Model);
                    json.WriteStringValue(rejected.Reason);
                }

                json.WriteEndArray();
            }

            if (Expected is { } expected) json.WriteNumber("e", expected.Value);
            if (ExpectedBaseline is { } baseline) json.WriteNumber("eb", baseline.Value);
            if (Risk is { } risk) json.WriteNumber("p", Math.Round(risk, 3));
            if (Group is { } group) json.WriteNumber("g", (int)group);
            if (Trouble) json.WriteBoolean("t", value: true);
            if (Evidence is not null) json.WriteString("ev", Evidence);
            if (Domain is not null) json.WriteString("d", Domain);
            if (Uncached is { } uncached) json.WriteNumber("u", uncached.Value);
            if (Lost is { } lost)
            {
                json.WriteStartArray("l");
                json.WriteStringValue(lost.Cause);
                json.WriteNumberValue(lost.Message);
                json.WriteNumberValue(lost.Block);
                json.WriteNumberValue(lost.Tokens);
                json.WriteNumberValue(lost.Cost.Value);
                json.WriteEndArray();
            }

            if (Escalated is { } escalated)
            {
                json.WriteStartArray("x");
                json.WriteStringValue(escalated.Model);
                json.WriteStringValue(escalated.Provider);
                json.WriteStringValue(escalated.Cause);
                json.WriteNumberValue(escalated.InputTokens);
                json.WriteNumberValue(escalated.OutputTokens);
                json.WriteNumberValue(escalated.Cost.Value);
                json.WriteEndArray();
            }

            if (Failed is { } failed) json.WriteNumber("f", failed.Value);
            if (!Tools.IsEmpty)
            {
                json.WriteStartArray("tc");
                foreach (var tool in Tools)
                {
                    json.WriteStringValue(tool.Name);
                    json.WriteNumberValue(tool.Calls);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <returns>Null if there are none, or if they have another format.</returns>
    public static RouteDetails? Parse(string? text)
    {
        if (text is null) return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement;
            return new RouteDetails
            {
                Policy = json.GetProperty("v").GetInt32(),
                Baseline = json.TryGetProperty("b", out var baseline) ? baseline.GetString() : null,
                Rejected = json.TryGetProperty("r", out var rejected) ? ReadRejected(rejected) : [],
                Expected = Money(json, "e"),
                ExpectedBaseline = Money(json, "eb"),
                Risk = json.TryGetProperty("p", out var risk) ? risk.GetDouble() : null,
                Group = json.TryGetProperty("g", out var group) ? (RoutingGroup)group.GetInt32() : null,
                Trouble = json.TryGetProperty("t", out var trouble) && trouble.GetBoolean(),
                Evidence = json.TryGetProperty("ev", out var evidence) ? evidence.GetString() : null,
                Domain = json.TryGetProperty("d", out var domain) ? domain.GetString() : null,
                Uncached = Money(json, "u"),
                Lost = json.TryGetProperty("l", out var lost)
                    ? new LostCache(lost[0].GetString()!, lost[1].GetInt32(), lost[2].GetInt32(), lost[3].GetInt64(), new NanoUsd(lost[4].GetInt64()))
                    : null,
                Escalated = json.TryGetProperty("x", out var escalated)
                    ? new EscalatedCall(
                        escalated[0].GetString()!, escalated[1].GetString()!, escalated[2].GetString()!, escalated[3].GetInt64(), escalated[4].GetInt64(), new NanoUsd(escalated[5].GetInt64()))
                    : null,
                Failed = Money(json, "f"),
                Tools = json.TryGetProperty("tc", out var tools) ? ReadTools(tools) : [],
            };
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static ImmutableArray<RejectedCandidate> ReadRejected(JsonElement list)
    {
        var models = ImmutableArray.CreateBuilder<RejectedCandidate>();
        for (var i = 0; i + 1 < list.GetArrayLength(); i += 2) models.Add(new RejectedCandidate(list[i].GetString()!, list[i + 1].GetString()!));
        return models.ToImmutable();
    }

    private static ImmutableArray<CalledTool> ReadTools(JsonElement list)
    {
        var tools = ImmutableArray.CreateBuilder<CalledTool>();
        for (var i = 0; i + 1 < list.GetArrayLength(); i += 2) tools.Add(new CalledTool(list[i].GetString()!, list[i + 1].GetInt32()));
        return tools.ToImmutable();
    }

    private static NanoUsd? Money(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? new NanoUsd(value.GetInt64()) : null;
}

/// <summary>A model that was not chosen.</summary>
/// <param name="Model">Its id.</param>
/// <param name="Reason">A code, for example <c>guard</c>.</param>
internal sealed record RejectedCandidate(string Model, string Reason);

/// <summary>An answer that another model repeated. Both were billed.</summary>
/// <param name="Model">The model that gave it.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Cause">A code, for example <c>unknown_tool</c>.</param>
/// <param name="InputTokens">Its prompt, caches included.</param>
/// <param name="OutputTokens">Its output.</param>
/// <param name="Cost">Its part of the call's cost.</param>
internal sealed record EscalatedCall(string Model, string Provider, string Cause, long InputTokens, long OutputTokens, NanoUsd Cost);

/// <summary>The part of a cached prompt that a call could not use.</summary>
/// <param name="Cause">A code, for example <c>prefix_changed</c>.</param>
/// <param name="Message">The index of the changed message; -1 for other causes.</param>
/// <param name="Block">The changed block of 256 bytes in that message; -1 for other causes.</param>
/// <param name="Tokens">The tokens that were not read from the cache.</param>
/// <param name="Cost">What they cost above a cache read.</param>
internal sealed record LostCache(string Cause, int Message, int Block, long Tokens, NanoUsd Cost);
