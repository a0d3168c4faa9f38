using System.Text.Json;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Api.Input;

/// <summary>
/// The fields that a call's JSON body may have. Stands among the endpoint's metadata, where reader and description find it.
/// </summary>
internal sealed class BodyShape(params Field[] fields)
{
    private const int MaxBodyBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public IReadOnlyList<Field> Fields => fields;

    public async Task<Body> ReadAsync(HttpContext http)
    {
        try
        {
            using var bytes = new MemoryStream();
            if (!await TryFillAsync(bytes, http)) return new Body(Problems.TooLarge(MaxBodyBytes));
            if (bytes.Length == 0) return new Body(this, JsonElement.Parse("{}"));
            using var document = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Strict);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? new Body(this, document.RootElement.Clone())
                : new Body(Problems.Invalid(new Faults().Add("body", "The body must be a JSON object.")));
        }
        catch (BadHttpRequestException fault)
        {
            return new Body(
                Problems.Of(fault.StatusCode, Problems.InvalidRequest, "The body broke off before its end, or its framing is no HTTP."));
        }
        catch (JsonException fault)
        {
            var where = fault.LineNumber is { } line ? $" at line {line + 1}, byte {fault.BytePositionInLine + 1}" : "";
            return new Body(Problems.Invalid(new Faults().Add("body", $"The body is not valid JSON{where}.")));
        }
    }

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
