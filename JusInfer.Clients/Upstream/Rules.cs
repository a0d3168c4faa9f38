using System.Text.Json;
using System.Text.RegularExpressions;

namespace JusInfer.Clients.Upstream;

/// <summary>Rules that several providers have.</summary>
internal static partial class Rules
{
    public static void Require(bool condition, string error)
    {
        if (!condition) throw new RejectedRequestException(error);
    }

    public static void RequireKnownFields(JsonElement body, IReadOnlySet<string> known)
    {
        foreach (var property in body.EnumerateObject()) Require(known.Contains(property.Name), $"Unrecognized request argument supplied: {property.Name}");
    }

    public static ToolDefinition Tool(string? name, JsonElement? schema, string where)
    {
        Require(name is not null && ToolName().IsMatch(name), $"Invalid '{where}.name': '{name}' does not match '^[a-zA-Z0-9_-]{{1,64}}$'.");
        Require(schema is null || schema.Value.TextAt("type") == "object", $"Invalid schema for function '{name}': schema must be a JSON Schema of 'type: \"object\"'.");
        return new ToolDefinition(name!, schema ?? JsonElement.Parse("""{"type":"object","properties":{}}"""));
    }

    /// <summary>The texts of a content: its string, or the text of each part.</summary>
    public static IEnumerable<string> Texts(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } parts => parts.EnumerateArray().Select(static part => part.TextAt("text") ?? "").Where(static text => text.Length > 0),
        _ => [],
    };

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ToolName();
}
