using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JusInfer.Portal.Api.Input;

/// <summary>Reads an amount of US dollars: a JSON number, or a string that contains one without an exponent.</summary>
internal sealed class UsdJsonConverter : JsonConverter<decimal>
{
    private const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetDecimal(out var number) => number,
        JsonTokenType.String when decimal.TryParse(reader.GetString(), Plain, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Requests are not written.");
}
