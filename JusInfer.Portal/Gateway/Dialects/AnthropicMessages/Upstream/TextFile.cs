using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>Reads text files, which arrive as base64 with various media types. Anthropic accepts them as text.</summary>
internal static class TextFile
{
    /// <returns>Null if the file is not text.</returns>
    public static JsonText? Read(ImageSource source)
    {
        if (source.Data is not { } data || source.MediaType is not { } type || !IsText(type)) return null;
        var base64 = Encoding.UTF8.GetBytes(data.Decode());
        var content = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        if (Base64.DecodeFromUtf8(base64, content, out _, out var length) != System.Buffers.OperationStatus.Done) return null;
        var text = content.AsSpan(0, length);
        return Utf8.IsValid(text) ? JsonText.OfUtf8(text) : null;
    }

    private static bool IsText(string type) => type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || type.EndsWith("json", StringComparison.OrdinalIgnoreCase)
        || type.EndsWith("xml", StringComparison.OrdinalIgnoreCase)
        || type.EndsWith("yaml", StringComparison.OrdinalIgnoreCase);
}
