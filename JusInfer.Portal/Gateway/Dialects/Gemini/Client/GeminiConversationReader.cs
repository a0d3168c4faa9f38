using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>Reads a request completely, for its translation.</summary>
internal static class GeminiConversationReader
{
    private const string MimeType = "responseMimeType";

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
            Stop = [.. (config?.Field("stopSequences")?.Items() ?? []).Select(static sequence => sequence.Text())],
            Sampling = Sampling(config),
        };
    });

    private static OutputFormat Format(BodyValue? config)
    {
        if (config?.Field("responseJsonSchema") is { } schema) return new OutputFormat.JsonSchema(schema.Object().Json);
        if (config?.Field("responseSchema") is { } openApi) return new OutputFormat.JsonSchema(GeminiSchema.ToJsonSchema(openApi.Object().Json));
        var type = config?.Field(MimeType);
        return type?.String() switch
        {
            null or "" or "text/plain" => OutputFormat.Text,
            "application/json" => OutputFormat.JsonObject,
            _ => throw RequestFault.Unsupported($"'{type.Value.Path}' must be text/plain or application/json.", type.Value.Path),
        };
    }

    /// <summary>Reads a budget in tokens, of which -1 is the model's choice, or a level.</summary>
    private static ReasoningOptions Reasoning(BodyValue thinking)
    {
        var options = new ReasoningOptions { Visible = thinking.Field("includeThoughts")?.Flag() is true };
        if (thinking.Field("thinkingLevel") is { } level && level.String() != "THINKING_LEVEL_UNSPECIFIED")
        {
            var name = level.String().ToLowerInvariant();
            return options with { Effort = EffortMapping.Parse(name) ?? throw level.Fault("must be MINIMAL, LOW, MEDIUM or HIGH") };
        }

        if (thinking.Field("thinkingBudget") is not { } budget) return options;
        if (!budget.Number().TryGetInt32(out var tokens)) throw budget.Fault("must be a whole number");
        return tokens switch
        {
            < 0 => options,
            0 => options with { Effort = Effort.None },
            _ => options with { BudgetTokens = tokens },
        };
    }

    private static Sampling Sampling(BodyValue? config) => new()
    {
        Temperature = Number(config, "temperature"),
        TopP = Number(config, "topP"),
        TopK = Number(config, "topK"),
        FrequencyPenalty = Number(config, "frequencyPenalty"),
        PresencePenalty = Number(config, "presencePenalty"),
        Seed = Number(config, "seed"),
    };

    private static JsonElement? Number(BodyValue? config, string name) => config?.Field(name)?.Number();
}
