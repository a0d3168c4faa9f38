using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// OpenAI's <c>stream_options</c>: whether the client requests the usage of a stream, and the byte ranges of the fields in the body.
/// </summary>
/// <param name="WantsUsage">The client requests the usage.</param>
/// <param name="Span">The range of the whole value; null if the field is absent.</param>
/// <param name="IncludeUsage">The range of the value of <c>include_usage</c>; null if that field is absent.</param>
internal readonly record struct StreamOptions(bool WantsUsage, Range? Span, Range? IncludeUsage)
{
    /// <summary>Reads the value of the current property.</summary>
    public static StreamOptions Read(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
            throw new RequestFault("The field 'stream_options' must be an object.", "stream_options");
        var start = json.TokenStartIndex;
        var wantsUsage = false;
        Range? includeUsage = null;
        if (json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("include_usage"u8))
                {
                    wantsUsage = RequestFields.ReadFlag(ref json, "stream_options.include_usage");
                    includeUsage = RequestFields.CurrentToken(ref json);
                }
                else
                {
                    json.Skip();
                }
            }
        }

        return new StreamOptions(wantsUsage, start..json.BytesConsumed, includeUsage);
    }
}
