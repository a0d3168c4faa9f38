using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.JsonResponses;

/// <summary>A tool that the model is forced to call, whose arguments are the answer: for models without a mode for JSON schemas.</summary>
internal static class ResponseTool
{
    /// <summary>A name that no client uses for a tool.</summary>
    public const string Name = "jusinfer_answer";

    private static readonly JsonText Description = JsonText.From(
        "Gives the final answer. Call it exactly once, with the answer as its arguments, instead of writing the answer as text.");

    /// <summary>Arguments are an object, so an answer of another type is written as text.</summary>
    public static bool Supports(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        && (schema.TryGetProperty("type", out var type) ? type.ValueKind == JsonValueKind.String && type.ValueEquals("object") : schema.TryGetProperty("properties", out _));

    public static Tool Of(JsonElement schema) => new() { Name = Name, Description = Description, Schema = schema };
}
