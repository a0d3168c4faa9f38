using System.Text.Json;
using System.Text.Json.Serialization;

namespace JusInfer.Portal.Api.Input;

/// <summary>Reads a time in the formats of <see cref="RequestTime"/>.</summary>
internal sealed class RequestTimeJsonConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && RequestTime.Parse(reader.GetString()) is { } time ? time : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Requests are not written.");
}
