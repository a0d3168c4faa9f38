using System.Text;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>
/// The first place where a value does not conform to a schema. Its text is composed only when it is read, because most faults are of alternatives
/// and are never shown.
/// </summary>
/// <param name="Problem">What is wrong with the value, as the end of a sentence that begins with its path; or the violated keyword.</param>
internal sealed record SchemaFault(string Problem)
{
    /// <summary>The maximum length of a part of the schema that is quoted, in characters.</summary>
    private const int MaxQuoteLength = 200;

    /// <summary>The schema of the violated keyword; null if the problem is not a keyword.</summary>
    private JsonObject? Schema { get; init; }

    /// <summary>The first step from the validated value to this one.</summary>
    private Step? Steps { get; init; }

    public static SchemaFault Violation(JsonObject schema, string keyword) => new(keyword) { Schema = schema };

    /// <summary>The fault as one of the object that has the value as a property.</summary>
    public SchemaFault In(string property) => this with { Steps = new Step(property, Index: null, Steps) };

    /// <summary>The fault as one of the array that has the value as an item.</summary>
    public SchemaFault In(int index) => this with { Steps = new Step(Property: null, index, Steps) };

    /// <summary>The path of the value and the problem, for example <c>$.items[2].name violates "type": "string"</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("$");
        for (var step = Steps; step is not null; step = step.Next) text.Append(step.Property is null ? $"[{step.Index}]" : $".{step.Property}");
        return text.Append(Schema is null ? $" {Problem}" : $" violates \"{Problem}\": {Quote(Schema[Problem])}").ToString();
    }

    private static string Quote(JsonNode? rule)
    {
        var text = rule?.ToJsonString() ?? "null";
        return text.Length > MaxQuoteLength ? $"{text[..MaxQuoteLength]}…" : text;
    }

    /// <summary>A step from a value to a property or an item.</summary>
    private sealed record Step(string? Property, int? Index, Step? Next);
}
