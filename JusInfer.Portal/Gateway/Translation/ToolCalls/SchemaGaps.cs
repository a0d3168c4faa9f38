using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// What PHP writes in a schema for an empty object and for an absent value: <c>[]</c> (openai-php/client#262) and <c>null</c>
/// (laravel/boost#220). Providers answer "[] is not of type 'object'", at any depth.
/// </summary>
internal static class SchemaGaps
{
    /// <summary>The names of properties for which an empty list is meant.</summary>
    private static readonly byte[][] Lists = Quoted(
        "required", "enum", "type", "anyOf", "oneOf", "allOf", "prefixItems", "default", "const", "examples", "example");

    /// <summary>The names of properties for which null is meant.</summary>
    private static readonly byte[][] Values = Quoted("default", "const", "example");

    /// <summary>Whether a schema has such values. Parses it only if it may have some.</summary>
    public static bool AreIn(ReadOnlySpan<byte> schema)
    {
        if (!MayHave(schema, "[]"u8, Lists) && !MayHave(schema, "null"u8, Values)) return false;
        return AreIn(JsonElement.Parse(schema, JsonDepth.DocumentOptions));
    }

    /// <summary>The schema with empty objects, and without absent values; the schema itself if it has no such values.</summary>
    public static JsonElement Fill(JsonElement schema)
    {
        if (!AreIn(JsonMarshal.GetRawUtf8Value(schema))) return schema;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, schema);
        return JsonElement.Parse(buffer.WrittenSpan, JsonDepth.DocumentOptions);
    }

    /// <summary>Whether a value that is not in a text follows a name for which it is not meant.</summary>
    private static bool MayHave(ReadOnlySpan<byte> schema, ReadOnlySpan<byte> value, byte[][] meant)
    {
        var at = 0;
        while (schema[at..].IndexOf(value) is >= 0 and var step)
        {
            var before = TrimEnd(schema[..(at + step)]);
            at += step + value.Length;
            if (before is not [.., (byte)':']) continue;
            var name = TrimEnd(before[..^1]);

            // A quote that is escaped belongs to a text.
            if (name is not [.., not ((byte)'\\'), (byte)'"']) continue;
            var isMeant = false;
            foreach (var other in meant) isMeant |= name.EndsWith(other);
            if (!isMeant) return true;
        }

        return false;
    }

    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> json) => json.TrimEnd(" \t\r\n"u8);

    private static bool AreIn(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array) return schema.EnumerateArray().Any(AreIn);
        if (schema.ValueKind != JsonValueKind.Object) return false;
        foreach (var keyword in schema.EnumerateObject())
        {
            if (IsAbsent(keyword)) return true;
            switch (KindOf(keyword.Name))
            {
                case Kind.Schema when IsEmptyList(keyword.Value) || AreIn(keyword.Value):
                case Kind.Schemas when keyword.Value.ValueKind == JsonValueKind.Array && AreIn(keyword.Value):
                case Kind.Named when IsEmptyList(keyword.Value):
                    return true;
                case Kind.Named when keyword.Value.ValueKind == JsonValueKind.Object:
                    foreach (var named in keyword.Value.EnumerateObject())
                    {
                        if (IsNothing(named.Value) || AreIn(named.Value)) return true;
                    }

                    break;
            }
        }

        return false;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement schema)
    {
        switch (schema.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in schema.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                return;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var keyword in schema.EnumerateObject().Where(static keyword => !IsAbsent(keyword))) WriteKeyword(writer, keyword);
                writer.WriteEndObject();
                return;
            default:
                schema.WriteTo(writer);
                return;
        }
    }

    private static void WriteKeyword(Utf8JsonWriter writer, JsonProperty keyword)
    {
        var (kind, value) = (KindOf(keyword.Name), keyword.Value);
        writer.WritePropertyName(keyword.Name);
        if (kind is Kind.Schema or Kind.Named && IsEmptyList(value))
        {
            WriteEmpty(writer);
        }
        else if (kind is Kind.Schema or Kind.Schemas)
        {
            Write(writer, value);
        }
        else if (kind == Kind.Named && value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var named in value.EnumerateObject())
            {
                writer.WritePropertyName(named.Name);
                if (IsNothing(named.Value)) WriteEmpty(writer);
                else Write(writer, named.Value);
            }

            writer.WriteEndObject();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    private static void WriteEmpty(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    }

    private static bool IsAbsent(JsonProperty keyword) =>
        keyword.Value.ValueKind == JsonValueKind.Null && keyword.Name is not ("default" or "const" or "example");

    private static bool IsNothing(JsonElement schema) => schema.ValueKind == JsonValueKind.Null || IsEmptyList(schema);

    private static bool IsEmptyList(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;

    private static Kind KindOf(string keyword) => keyword switch
    {
        "properties" or "patternProperties" or "$defs" or "definitions" or "dependentSchemas" => Kind.Named,
        "items" or "additionalProperties" or "not" or "if" or "then" or "else" or "contains" or "propertyNames" or "unevaluatedItems"
            or "unevaluatedProperties" => Kind.Schema,
        "anyOf" or "oneOf" or "allOf" or "prefixItems" => Kind.Schemas,
        _ => Kind.Other,
    };

    private static byte[][] Quoted(params string[] names) => [.. names.Select(static name => Encoding.ASCII.GetBytes($"\"{name}\""))];

    /// <summary>What the value of a keyword is.</summary>
    private enum Kind
    {
        Other,
        Schema,
        Schemas,

        /// <summary>An object of schemas by name.</summary>
        Named,
    }
}
