using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// One pass over a request's bytes, whatever its dialect looks for in them: a body that is no JSON object is told apart here.
/// </summary>
internal static class BodyReading
{
    /// <summary>Reads the properties of the body's object, and stops at the object's end.</summary>
    internal delegate TRequest Pass<out TRequest>(ref JsonCursor json);

    /// <param name="body">The request's bytes.</param>
    /// <param name="needed">What an empty body lacks, to follow "Send a JSON object with".</param>
    /// <param name="pass">What the dialect looks for; throws a <see cref="RequestFault"/> where it finds something else.</param>
    /// <returns>The request, or what is wrong with it and where.</returns>
    public static Result<TRequest, GatewayError> Read<TRequest>(ReadOnlySpan<byte> body, string needed, Pass<TRequest> pass)
        where TRequest : CallRequest
    {
        try
        {
            var json = new JsonCursor(body);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject) throw new RequestFault("The request body must be a JSON object.", null);
            var request = pass(ref json);
            if (json.Read()) throw new RequestFault("The request body must be one JSON object and nothing after it.", null);
            return request;
        }
        catch (TooDeepException fault)
        {
            return GatewayError.InvalidRequest(
                $"The request body nests objects and arrays more than {fault.MaxDepth} levels deep, at {PlaceOf(fault)}. "
                + "Send it flatter.");
        }
        catch (JsonException fault)
        {
            // The parser's own message may quote the text around the fault: only the place is passed on.
            return GatewayError.InvalidRequest(body.IsEmpty
                ? $"The request has no body. Send a JSON object with {needed}."
                : $"The request body is not valid JSON: it breaks at {PlaceOf(fault)}.");
        }
        catch (RequestFault fault)
        {
            return fault.Error;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            // A string with bytes that are no UTF-8, or an escape of half a surrogate pair.
            return GatewayError.InvalidRequest("The request body holds text that is not valid UTF-8.");
        }
    }

    private static string PlaceOf(JsonException fault) => $"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}";
}
