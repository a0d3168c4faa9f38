using System.Text.Json;
using System.Text.Json.Serialization;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>Reads and writes an enum value by its name in <see cref="EnumFormat"/>. Numbers are rejected.</summary>
internal sealed class SnakeCaseEnumJsonConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && EnumFormat.Parse<T>(reader.GetString()) is { } value ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(EnumFormat.Format(value));
}
