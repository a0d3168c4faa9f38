using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>
/// Reads text files, which arrive as base64 with various media types. All models read them as text, and few endpoints read the file
/// (trpc-group/trpc-agent-go#1816).
/// </summary>
internal static class TextFile
{
    /// <returns>Null if the file is not text.</returns>
    public static JsonText? Read(ImageSource source) =>
        source is { Data: { } data, MediaType: { } type } && MediaTypes.IsText(type) ? Read(data) : null;

    /// <returns>Null if the data is not UTF-8.</returns>
    public static JsonText? Read(Base64Data data)
    {
        var content = new byte[Base64.GetMaxDecodedFromUtf8Length(data.Utf8.Length)];
        if (Base64.DecodeFromUtf8(data.Utf8, content, out _, out var length) != OperationStatus.Done) return null;
        var text = content.AsSpan(0, length);
        return Utf8.IsValid(text) ? JsonText.OfUtf8(text) : null;
    }
}
