using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>An error's body in the caller's dialect.</summary>
internal static class ErrorEnvelope
{
    private const string MessagesPath = "/v1/messages";
    private const string AnthropicBase = "/anthropic";
    private const string ModelsPath = "/v1/models";
    private const string AnthropicVersion = "anthropic-version";

    /// <summary>People read these in terminals: quotes and dashes stay what they are. Nothing here is ever put into a page.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The dialect in which a caller expects its errors, told by where it asked.</summary>
    public static Dialect DialectOf(HttpRequest request)
    {
        if (request.Path.StartsWithSegments(MessagesPath, StringComparison.OrdinalIgnoreCase)
            || request.Path.StartsWithSegments(AnthropicBase, StringComparison.OrdinalIgnoreCase))
            return Dialect.AnthropicMessages;
        return request.Headers.ContainsKey(AnthropicVersion)
            && request.Path.StartsWithSegments(ModelsPath, StringComparison.OrdinalIgnoreCase)
            ? Dialect.AnthropicMessages
            : Dialect.OpenAiChat;
    }

    public static byte[] Render(Dialect dialect, GatewayError error, string requestId)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            if (dialect == Dialect.AnthropicMessages) AnthropicErrors.Write(writer, error, requestId);
            else OpenAiErrors.Write(writer, error, requestId);
        }

        return buffer.ToArray();
    }
}
