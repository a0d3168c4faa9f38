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

    /// <summary>The value, if the problem is about it; null otherwise.</summary>
    private string? Value { get; init; }

    /// <summary>The number is beyond what its type can hold.</summary>
    public static SchemaFault OutOfRange(string number) => new("is out of range") { Value = number };

    public static SchemaFault Violation(JsonObject schema, string keyword) => new(keyword) { Schema = schema };

    /// <summary>The fault as one of the object that has the value as a property.</summary>
    /// <param name="property">The name of the property.</param>
    /// <param name="isGiven">Whether the schema names it; a name that only the value has can be any text.</param>
    public SchemaFault In(string property, bool isGiven = true) => this with { Steps = new Step(property, isGiven, Index: null, Steps) };

    /// <summary>The fault as one of the array that has the value as an item.</summary>
    public SchemaFault In(int index) => this with { Steps = new Step(Property: null, IsGiven: false, index, Steps) };

    /// <summary>The path of the value and the problem, for example <c>$.items[2].name violates "type": "string"</c>.</summary>
    public override string ToString() => Describe(quotesValue: true);

    /// <summary>The same without anything of the value itself: <c>$.items[2].*</c> is a property that the schema does not name.</summary>
    public string ToStringWithoutValue() => Describe(quotesValue: false);

    private string Describe(bool quotesValue)
    {
        var text = new StringBuilder("$");
        for (var step = Steps; step is not null; step = step.Next)
            text.Append(step.Property is null ? $"[{step.Index}]" : quotesValue || step.IsGiven ? $".{step.Property}" : ".*");
        text.Append(Schema is null ? $" {Problem}" : $" violates \"{Problem}\": {Quote(Schema[Problem])}");
        return (quotesValue && Value is not null ? text.Append(": ").Append(Value) : text).ToString();
    }

    private static string Quote(JsonNode? rule)
    {
        var text = rule?.ToJsonString() ?? "null";
        return text.Length > MaxQuoteLength ? $"{text[..MaxQuoteLength]}…" : text;
    }

    /// <summary>A step from a value to a property or an item.</summary>
    private sealed record Step(string? Property, bool IsGiven, int? Index, Step? Next);
}
