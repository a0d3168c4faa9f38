using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>Reads a request completely, for its translation.</summary>
internal static class GeminiConversationReader
{
    private const string MimeType = "responseMimeType";

    /// <summary>The levels of reasoning by their numbers.</summary>
    private static readonly string[] Levels = ["THINKING_LEVEL_UNSPECIFIED", "LOW", "MEDIUM", "HIGH", "MINIMAL"];

    public static Conversation Read(Call call) => ConversationSource.Read(call.Context.Body.Memory, source =>
    {
        var body = new BodyValue(source.RootElement, "");
        var config = body.Field("generationConfig");
        var (tools, choice) = GeminiToolsReader.Read(body);
        return new Conversation
        {
            Source = source,
            Turns = GeminiTurnsReader.Read(body),
            Tools = tools,
            ToolChoice = choice,
            Format = Format(config),
            MaxOutputTokens = call.Context.Request.Features.MaxOutputTokens,
            Reasoning = config?.Field("thinkingConfig") is { } thinking ? Reasoning(thinking) : null,
            Stop = StopSequences.Read(config?.Field("stopSequences")),
            Sampling = Sampling(config),
        };
    });

    private static OutputFormat Format(BodyValue? config)
    {
        var type = config?.Field(MimeType);
        if (config?.Field("responseJsonSchema") is { } given) return Format(type, given, GeminiSchema.Read(given.Object()));
        if (config?.Field("responseSchema") is { } openApi) return Format(type, openApi, GeminiSchema.ToJsonSchema(openApi.Object()));
        return type?.String() switch
        {
            null or "" or "text/plain" => OutputFormat.Text,
            "application/json" => OutputFormat.JsonObject,
            _ => throw RequestFault.Unsupported(
                $"'{type.Value.Path}' must be text/plain, application/json or {GeminiEnum.MimeType}, but is "
                + $"{GeminiScalars.Describe(type.Value)}.",
                type.Value.Path),
        };
    }

    private static OutputFormat Format(BodyValue? type, BodyValue given, JsonElement schema) =>
        type?.String() == GeminiEnum.MimeType ? GeminiEnum.Format(given, schema) : OutputFormat.JsonSchema.Conforming(schema);

    /// <summary>Reads a budget in tokens, of which -1 is the model's choice, or a level.</summary>
    private static ReasoningOptions Reasoning(BodyValue thinking)
    {
        var options = new ReasoningOptions { Visible = thinking.Field("includeThoughts") is { } visible && GeminiScalars.Flag(visible) };
        if (thinking.Field("thinkingLevel") is { } given && Level(given) is { } level) return options with { Effort = level };
        if (thinking.Field("thinkingBudget") is not { } budget) return options;
        if (!GeminiScalars.Whole(budget).TryGetInt32(out var tokens)) throw budget.Fault("must be a whole number");
        return tokens switch
        {
            < 0 => options,
            0 => options with { Effort = Effort.None },
            _ => options with { BudgetTokens = tokens },
        };
    }

    /// <summary>Reads a name of a level, or its number. Null for the unspecified level.</summary>
    private static Effort? Level(BodyValue level) =>
        level.IsString && EffortMapping.Parse(level.String().ToLowerInvariant()) is { } effort
            ? effort
            : EffortMapping.Parse(GeminiScalars.Name(level, Levels, "MINIMAL, LOW, MEDIUM or HIGH").ToLowerInvariant());

    private static Sampling Sampling(BodyValue? config) => new()
    {
        Temperature = Number(config, "temperature"),
        TopP = Number(config, "topP"),
        TopK = Whole(config, "topK"),
        FrequencyPenalty = Number(config, "frequencyPenalty"),
        PresencePenalty = Number(config, "presencePenalty"),
        Seed = Whole(config, "seed"),
    };

    private static JsonElement? Number(BodyValue? config, string name) =>
        config?.Field(name) is { } value ? GeminiScalars.Number(value) : null;

    private static JsonElement? Whole(BodyValue? config, string name) =>
        config?.Field(name) is { } value ? GeminiScalars.Whole(value) : null;
}
