using System.Text.Json;
using System.Text.Json.Serialization;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>Reads a <see cref="Secret"/> from a JSON string. Writing one is a bug.</summary>
internal sealed class SecretJsonConverter : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String ? new Secret(reader.GetString()!) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
        throw new NotSupportedException("A secret is not written to JSON.");
}
