using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.OpenApi;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>Writes the JSON schema of a tool's arguments. The types are those of <see cref="FieldType"/>, as in the description of the control plane.</summary>
internal static class ArgumentSchema
{
    /// <param name="arguments">The record of the arguments.</param>
    /// <param name="others">The arguments that it has in its extension data.</param>
    public static JsonElement Of(JsonTypeInfo arguments, OtherFields others)
    {
        var fields = new JsonObject();
        var required = new JsonArray();
        foreach (var property in arguments.Properties.Where(static property => !property.IsExtensionData))
        {
            fields[property.Name] = OfField(property);
            if (Find<RequiredFieldAttribute>(property) is not null) required.Add((JsonNode)property.Name);
        }

        foreach (var field in others.All)
        {
            var argument = new JsonObject { ["type"] = "string", ["description"] = field.Description };
            if (field.Values.Count > 0) argument["enum"] = new JsonArray([.. field.Values.Select(static value => (JsonNode)value)]);
            fields[field.Name] = argument;
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = fields, ["additionalProperties"] = false };
        if (required.Count > 0) schema["required"] = required;
        return JsonElement.Parse(schema.ToJsonString());
    }

    private static JsonObject OfField(JsonPropertyInfo property)
    {
        var type = FieldType.From(property.PropertyType);
        var field = new JsonObject { ["type"] = NameOf(type.Schema) };
        if (type.Schema is JsonSchemaType.Array) field["items"] = new JsonObject { ["type"] = "string" };
        if (type.Format is { } format) field["format"] = format;
        if (!type.Values.IsEmpty) field["enum"] = new JsonArray([.. type.Values.Select(static value => (JsonNode)value)]);
        if (Find<WholeNumberAttribute>(property) is { } range) (field["minimum"], field["maximum"]) = ((int)range.Minimum, (int)range.Maximum);
        if (Find<DescriptionAttribute>(property) is { } description) field["description"] = description.Description;
        return field;
    }

    private static string NameOf(JsonSchemaType type) => type switch
    {
        JsonSchemaType.Array => "array",
        JsonSchemaType.Boolean => "boolean",
        JsonSchemaType.Integer => "integer",
        JsonSchemaType.Number => "number",
        JsonSchemaType.String => "string",
        _ => throw new InvalidOperationException($"Tools have no arguments of the type {type}."),
    };

    private static T? Find<T>(JsonPropertyInfo property)
        where T : Attribute =>
        property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: false) is [T found, ..] ? found : null;
}
