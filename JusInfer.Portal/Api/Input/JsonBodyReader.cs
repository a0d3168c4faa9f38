using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api.Input;

/// <summary>Reads a request body into a JSON object. An empty body is an empty object.</summary>
internal static class JsonBodyReader
{
    private const int MaxBodyBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <returns>The object, or the response to a body that is not one.</returns>
    public static async Task<Result<JsonObject, ProblemHttpResult>> ReadAsync(HttpContext http)
    {
        using var bytes = new MemoryStream();
        try
        {
            if (!await TryFillAsync(bytes, http)) return Problems.TooLarge(MaxBodyBytes);
            if (bytes.Length == 0) return new JsonObject();
            if (JsonNode.Parse(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), documentOptions: Strict) is not JsonObject body)
                return Invalid("The body must be a JSON object.");

            // The names are decoded when first used, which throws for one with half a surrogate pair in it.
            _ = body.Count;
            return body;
        }
        catch (BadHttpRequestException fault)
        {
            return Problems.From(
                fault.StatusCode, ProblemCodes.InvalidRequest, "The request ended before its body was complete, or its framing is invalid.");
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            if (UnreadableJson.HasByteOrderMark(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)))
                return Invalid($"The body {UnreadableJson.ByteOrderMark}");
            var where = fault is JsonException { LineNumber: { } line, BytePositionInLine: var position }
                ? $" at line {line + 1}, byte {position + 1}"
                : "";
            return Invalid($"The body is not valid JSON{where}.");
        }
    }

    private static ProblemHttpResult Invalid(string message) =>
        Problems.From(new RequestError.Invalid(new ValidationErrors().Add("body", message)));

    private static async Task<bool> TryFillAsync(MemoryStream bytes, HttpContext http)
    {
        var chunk = new byte[4096];
        while (await http.Request.Body.ReadAsync(chunk, http.RequestAborted) is > 0 and var read)
        {
            if (bytes.Length + read > MaxBodyBytes) return false;
            bytes.Write(chunk, 0, read);
        }

        return true;
    }
}
