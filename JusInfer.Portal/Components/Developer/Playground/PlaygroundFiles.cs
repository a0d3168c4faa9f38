using System.Text;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>Reads the files that are attached to a message.</summary>
internal static class PlaygroundFiles
{
    public const int MaxFiles = 5;
    public const string Accepted = "image/png,image/jpeg,image/webp,image/gif,application/pdf,text/*,.md,.json,.csv,.log,.yaml,.yml,.cs,.py,.js,.ts,.go,.rs,.java,.sql,.sh";

    /// <summary>For images and PDFs. They are sent in base64.</summary>
    private const long MaxBinaryBytes = 4 * 1024 * 1024;
    private const long MaxTextBytes = 200 * 1024;

    private static readonly string[] ImageTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>The file, or a sentence that says why it cannot be attached.</returns>
    public static async Task<Result<PlaygroundFile, string>> ReadAsync(IBrowserFile file, CancellationToken cancellationToken)
    {
        var isImage = ImageTypes.Contains(file.ContentType);
        var isPdf = file.ContentType == PlaygroundFile.Pdf;
        var limit = isImage || isPdf ? MaxBinaryBytes : MaxTextBytes;
        if (file.Size > limit) return $"{file.Name} is too large: the limit is {(isImage ? "4 MB for an image" : isPdf ? "4 MB for a PDF" : "200 KB for a text file")}.";
        if (file.Size == 0) return $"{file.Name} is empty.";
        using var bytes = new MemoryStream((int)file.Size);
        try
        {
            await using var content = file.OpenReadStream(limit, cancellationToken);
            await content.CopyToAsync(bytes, cancellationToken);
        }
        catch (Exception fault) when (fault is JSException or JSDisconnectedException or TimeoutException or IOException or InvalidOperationException or OperationCanceledException)
        {
            return $"{file.Name} could not be read: it was changed or deleted, or the connection was interrupted. Choose it again.";
        }

        if (isImage && ImageTypeOf(bytes.GetBuffer()) is null) return $"{file.Name} is not an image in PNG, JPEG, WebP or GIF, although its name says so.";
        if (isPdf && !bytes.GetBuffer().AsSpan().StartsWith("%PDF-"u8)) return $"{file.Name} is not a PDF, although its name says so.";
        var type = isPdf ? PlaygroundFile.Pdf : isImage ? ImageTypeOf(bytes.GetBuffer()) : null;
        var read = type is null ? TextOf(bytes) : Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length);
        return read is null
            ? $"{file.Name} is neither text in UTF-8 nor a PDF nor an image in PNG, JPEG, WebP or GIF."
            : new PlaygroundFile(file.Name, type, read, file.Size) { LastModified = file.LastModified };
    }

    /// <summary>Whether a browser means this file. It reports a choice of files again if it does not know that the first report arrived.</summary>
    public static bool Is(this PlaygroundFile attached, IBrowserFile file) =>
        attached.Name == file.Name && attached.Bytes == file.Size && attached.LastModified == file.LastModified;

    /// <returns>Null if it is not text in UTF-8.</returns>
    private static string? TextOf(MemoryStream bytes)
    {
        try
        {
            var text = Strict.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The type of an image by its first bytes, because a browser takes it from the name; null if it is none of the accepted ones.</summary>
    private static string? ImageTypeOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => null,
    };
}
