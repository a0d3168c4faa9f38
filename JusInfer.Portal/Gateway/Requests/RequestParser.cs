using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Parses a request body in one pass with a function of its dialect, and converts every parser error to an error for the client.
/// </summary>
internal static class RequestParser
{
    /// <summary>Reads the properties of the body's object, up to the end of the object.</summary>
    internal delegate TRequest ReadProperties<out TRequest>(ref JsonCursor json);

    /// <param name="body">The request's bytes.</param>
    /// <param name="needed">The required fields, for the error about an empty body: "Send a JSON object with …".</param>
    /// <param name="read">Reads the object in its dialect; throws a <see cref="RequestFault"/> if a field is invalid.</param>
    /// <returns>The request, or the error.</returns>
    public static Result<TRequest, GatewayError> Parse<TRequest>(ReadOnlySpan<byte> body, string needed, ReadProperties<TRequest> read)
        where TRequest : CallRequest
    {
        try
        {
            var json = new JsonCursor(body);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject) throw new RequestFault("The request body must be a JSON object.", null);
            var request = read(ref json);
            if (json.Read()) throw new RequestFault("The request body must be one JSON object and nothing after it.", null);
            return request;
        }
        catch (TooDeepException fault)
        {
            return GatewayError.InvalidRequest(
                $"The request body nests objects and arrays more than {fault.MaxDepth} levels deep, at {PositionOf(fault)}. "
                + "Reduce the nesting.");
        }
        catch (JsonException fault)
        {
            // The parser's message can quote the prompt, so only the position is reported.
            return GatewayError.InvalidRequest(body.IsEmpty
                ? $"The request has no body. Send a JSON object with {needed}."
                : UnreadableJson.HasByteOrderMark(body) ? $"The request body {UnreadableJson.ByteOrderMark}"
                : $"The request body is not valid JSON at {PositionOf(fault)}.");
        }
        catch (RequestFault fault)
        {
            return fault.Error;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            // A string with invalid UTF-8, or with the escape of an unpaired surrogate.
            return GatewayError.InvalidRequest("The request body contains text that is not valid UTF-8.");
        }
    }

    private static string PositionOf(JsonException fault) => $"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}";
}
