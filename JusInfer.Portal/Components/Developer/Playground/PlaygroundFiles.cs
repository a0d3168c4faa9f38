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
        if (file.Size > limit) return $"{file.Name} is too large: {(isImage ? "an image may have 4 MB" : "a text file may have 200 KB")}.";
        using var bytes = new MemoryStream((int)file.Size);
        await using (var content = file.OpenReadStream(limit, cancellationToken)) await content.CopyToAsync(bytes, cancellationToken);
        if (isImage) return new PlaygroundFile(file.Name, file.ContentType, Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length), file.Size);
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

    private static string NotText(IBrowserFile file) => $"{file.Name} is neither text in UTF-8 nor an image in PNG, JPEG, WebP or GIF.";
}
