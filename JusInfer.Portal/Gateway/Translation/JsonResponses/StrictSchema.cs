using System.Runtime.InteropServices;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.JsonResponses;

/// <summary>
/// Which JSON schemas OpenAI's mode for schemas takes with <c>strict</c>, so that every answer conforms: each object is closed and
/// requires all of its properties (platform.openai.com/docs/guides/structured-outputs). It answers 400 to any other one. Azure and
/// fine-tuned models take fewer keywords and smaller schemas than OpenAI's other models
/// (learn.microsoft.com/azure/ai-foundry/openai/how-to/structured-outputs), and only what these take fits here: an answer to another
/// schema is verified, while a rejected request would be lost.
/// </summary>
internal static class StrictSchema
{
    /// <summary>Of objects and lists within one another (tidyverse/ellmer#671).</summary>
    public const int MaxLevels = 5;

    /// <summary>Of all objects together (openai/openai-node#1176).</summary>
    public const int MaxProperties = 100;

    /// <summary>Of all enums together.</summary>
    public const int MaxEnumValues = 500;

    /// <summary>Of the names and values together. In characters.</summary>
    public const int MaxLength = 15_000;

    /// <summary>Of a schema, so that many references do not take long to read.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>An enum with more values has a limit of its own.</summary>
    public const int LargeEnum = 250;

    /// <summary>Of the values of a large enum. In characters.</summary>
    public const int MaxLargeEnumLength = 7_500;

    [Flags]
    private enum Types
    {
        None = 0,
        Null = 1,
        Boolean = 2,
        Integer = 4,
        Number = 8,
        String = 16,
        Array = 32,
        Object = 64,
    }

    public static bool Fits(JsonElement schema)
    {
        try
        {
            return SchemaRoot.IsObject(schema) && JsonMarshal.GetRawUtf8Value(schema).Length <= MaxBytes
                && new Reading(schema).Fits(schema, level: 1);
        }
        catch (Exception unreadable) when (UnreadableJson.Caused(unreadable))
        {
            return false; // a name or value contains an unpaired surrogate
        }
    }

    private static Types Read(JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String) return Named(type.GetString());
        if (type.ValueKind != JsonValueKind.Array) return Types.None;
        var all = Types.None;
        foreach (var one in type.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.String || Named(one.GetString()) is var named && (named == Types.None || all.HasFlag(named)))
                return Types.None;
            all |= named;
        }

        return all;
    }

    private static Types Named(string? type) => type switch
    {
        "null" => Types.Null,
        "boolean" => Types.Boolean,
        "integer" => Types.Integer,
        "number" => Types.Number,
        "string" => Types.String,
        "array" => Types.Array,
        "object" => Types.Object,
        _ => Types.None,
    };

    private static Types Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => Types.Null,
        JsonValueKind.True or JsonValueKind.False => Types.Boolean,
        JsonValueKind.Number => value.TryGetInt64(out _) ? Types.Integer | Types.Number : Types.Number,
        JsonValueKind.String => Types.String,
        _ => Types.None,
    };

    /// <summary>One pass over a schema, with the sizes of what has been read.</summary>
    private sealed class Reading(JsonElement root)
    {
        private int properties;
        private int enumValues;
        private int length;

        private bool IsWithinLimits => properties <= MaxProperties && enumValues <= MaxEnumValues && length <= MaxLength;

        public bool Fits(JsonElement schema, int level)
        {
            if (schema.ValueKind != JsonValueKind.Object) return false;
            if (schema.TryGetProperty("$ref", out var reference)) return schema.GetPropertyCount() == 1 && Resolves(reference);
            var types = schema.TryGetProperty("type", out var type) ? Read(type) : Types.None;
            var hasOptions = schema.TryGetProperty("anyOf", out _);
            if (hasOptions == (types != Types.None)) return false;
            if ((types & (Types.Object | Types.Array)) != Types.None && level > MaxLevels) return false;
            if (types.HasFlag(Types.Object) && !IsClosed(schema)) return false;
            if (types.HasFlag(Types.Array) && !schema.TryGetProperty("items", out _)) return false;
            foreach (var keyword in schema.EnumerateObject())
            {
                if (!Takes(keyword, types, level) || !IsWithinLimits) return false;
            }

            return true;
        }

        private bool Takes(JsonProperty keyword, Types types, int level) => keyword.Name switch
        {
            "type" => true,
            "title" or "description" => keyword.Value.ValueKind == JsonValueKind.String,
            "$schema" => level == 1 && keyword.Value.ValueKind == JsonValueKind.String,
            "required" or "additionalProperties" => types.HasFlag(Types.Object),
            "properties" => types.HasFlag(Types.Object) && AllFit(keyword.Value, ref properties, level + 1),
            "$defs" or "definitions" => level == 1 && DefinitionsFit(keyword.Value),
            "items" => types.HasFlag(Types.Array) && Fits(keyword.Value, level + 1),
            "anyOf" => keyword.Value is { ValueKind: JsonValueKind.Array } options && options.GetArrayLength() > 0
                && options.EnumerateArray().All(option => Fits(option, level)) && options.EnumerateArray().Count(CanBeObject) <= 1,
            "enum" => EnumFits(keyword.Value, types),
            "const" => (Of(keyword.Value) & types) != Types.None && Count(keyword.Value) >= 0,
            _ => false,
        };

        /// <summary>
        /// OpenAI rejects alternatives that are objects whose first properties have the same name, as those of a discriminated union have
        /// ("Objects provided via 'anyOf' must not share identical first keys"). A reference may lead to an object.
        /// </summary>
        private static bool CanBeObject(JsonElement option) => option.TryGetProperty("$ref", out _) || option.TryGetProperty("anyOf", out _)
            || (option.TryGetProperty("type", out var type) && Read(type).HasFlag(Types.Object));

        /// <summary>Whether an object has no other properties than its own, and requires all of them.</summary>
        private static bool IsClosed(JsonElement schema)
        {
            if (!schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind != JsonValueKind.False) return false;
            if (!schema.TryGetProperty("properties", out var own) || own.ValueKind != JsonValueKind.Object) return false;
            if (!schema.TryGetProperty("required", out var required) || required.ValueKind != JsonValueKind.Array) return false;
            HashSet<string> names = [.. own.EnumerateObject().Select(static property => property.Name)];
            return names.Count == own.GetPropertyCount() && names.Count == required.GetArrayLength()
                && required.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String && names.Remove(name.GetString()!));
        }

        private bool DefinitionsFit(JsonElement definitions)
        {
            var count = 0;
            return AllFit(definitions, ref count, level: 2);
        }

        private bool AllFit(JsonElement schemas, ref int count, int level)
        {
            if (schemas.ValueKind != JsonValueKind.Object) return false;
            foreach (var named in schemas.EnumerateObject())
            {
                count++;
                length += named.Name.Length;
                if (!IsWithinLimits || !Fits(named.Value, level)) return false;
            }

            return true;
        }

        private bool EnumFits(JsonElement values, Types types)
        {
            if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() == 0) return false;
            var before = length;
            HashSet<string> distinct = [];
            foreach (var value in values.EnumerateArray())
            {
                var text = value.ValueKind == JsonValueKind.String ? $"\"{value.GetString()}" : value.GetRawText();
                if ((Of(value) & types) == Types.None || !distinct.Add(text)) return false;
                enumValues++;
                Count(value);
            }

            return distinct.Count <= LargeEnum || length - before <= MaxLargeEnumLength;
        }

        private int Count(JsonElement value) =>
            length += value.ValueKind == JsonValueKind.String ? value.GetString()!.Length : value.GetRawText().Length;

        /// <summary>A reference leads to the root or to a definition.</summary>
        private bool Resolves(JsonElement reference)
        {
            if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not { } path) return false;
            if (path == "#") return true;
            return path.Split('/') is ["#", "$defs" or "definitions", var name]
                && root.TryGetProperty(path.Split('/')[1], out var definitions) && definitions.ValueKind == JsonValueKind.Object
                && definitions.TryGetProperty(name, out _);
        }
    }
}
