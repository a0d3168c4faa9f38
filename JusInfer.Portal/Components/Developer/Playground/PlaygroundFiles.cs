using System.Text;
using Microsoft.AspNetCore.Components.Forms;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>Reads the files that are attached to a message.</summary>
internal static class PlaygroundFiles
{
    public const int MaxFiles = 5;
    public const string Accepted = "image/png,image/jpeg,image/webp,image/gif,text/*,.md,.json,.csv,.log,.yaml,.yml,.cs,.py,.js,.ts,.go,.rs,.java,.sql,.sh";

    private const long MaxImageBytes = 4 * 1024 * 1024;
    private const long MaxTextBytes = 200 * 1024;

    private static readonly string[] ImageTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>The file, or a sentence that says why it cannot be attached.</returns>
    public static async Task<Result<PlaygroundFile, string>> ReadAsync(IBrowserFile file, CancellationToken cancellationToken)
    {
        var isImage = ImageTypes.Contains(file.ContentType);
        var limit = isImage ? MaxImageBytes : MaxTextBytes;
        if (file.Size > limit) return $"{file.Name} is too large: the limit is {(isImage ? "4 MB for an image" : "200 KB for a text file")}.";
        if (file.Size == 0) return $"{file.Name} is empty.";
        using var bytes = new MemoryStream((int)file.Size);
        await using (var content = file.OpenReadStream(limit, cancellationToken)) await content.CopyToAsync(bytes, cancellationToken);
        if (isImage)
        {
            if (ImageTypeOf(bytes.GetBuffer()) is not { } type) return $"{file.Name} is not an image in PNG, JPEG, WebP or GIF, although its name says so.";
            return new PlaygroundFile(file.Name, type, Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length), file.Size);
        }

        try
        {
            var text = Strict.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            return text.Contains('\0', StringComparison.Ordinal) ? NotText(file) : new PlaygroundFile(file.Name, ContentType: null, text, file.Size);
        }
        catch (DecoderFallbackException)
        {
            return NotText(file);
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

    private static string NotText(IBrowserFile file) => $"{file.Name} is neither text in UTF-8 nor an image in PNG, JPEG, WebP or GIF.";
}
