using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// OpenAI's <c>stream_options</c>: whether the client wants a stream's usage, and where that is said. Offsets in the body, in bytes.
/// </summary>
/// <param name="WantsUsage">It does.</param>
/// <param name="Span">The whole value; absent where the field is.</param>
/// <param name="IncludeUsage">The value of <c>include_usage</c>; absent where that field is.</param>
internal readonly record struct StreamOptions(bool WantsUsage, Range? Span, Range? IncludeUsage)
{
    /// <summary>Reads the field at whose name the reader stands.</summary>
    public static StreamOptions Read(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
            throw new RequestFault("The field 'stream_options' must be an object.", "stream_options");
        var start = json.TokenStartIndex;
        var wants = false;
        Range? includeUsage = null;
        if (json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("include_usage"u8))
                {
                    wants = RequestFields.Flag(ref json, "stream_options.include_usage");
                    includeUsage = RequestFields.Here(ref json);
                }
                else
                {
                    json.Skip();
                }
            }
        }

        return new StreamOptions(wants, start..json.BytesConsumed, includeUsage);
    }
}
