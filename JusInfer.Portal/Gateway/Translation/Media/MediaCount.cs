using System.Buffers.Text;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>Adds a part with media to the attachments of a prompt, by what can be found out about it without a provider.</summary>
internal static class MediaCount
{
    /// <param name="attachments">The attachments; null if there are none yet.</param>
    /// <param name="data">The media in standard base64; empty if they are elsewhere or in another form.</param>
    /// <param name="kind">Their kind by their type.</param>
    /// <param name="isImage">The part is one of an image.</param>
    /// <param name="bytes">The size of the part in the body.</param>
    public static void Add(ref Attachments? attachments, ReadOnlySpan<byte> data, MediaKind kind, bool isImage, int bytes)
    {
        attachments ??= new Attachments();
        attachments.Bytes += bytes;
        if (!IsPackage(data) && (kind == MediaKind.Image || (isImage && kind == MediaKind.Unknown)))
        {
            if (ImageSize.Read(data) is { } size) attachments.AddImage(size.Width, size.Height);
            else attachments.AddImage();
        }
        else if (kind is MediaKind.Document or MediaKind.Unknown or MediaKind.Image && PdfPages.Count(data) is { } pages)
        {
            attachments.AddPages(pages);
        }
        else if (kind == MediaKind.Text && !data.IsEmpty && !HasSignature(data))
        {
            attachments.AddText(data.Length / 4 * 3L);
        }
        else
        {
            attachments.AddUnbounded();
        }
    }

    /// <summary>
    /// Whether a file of text is an image or a document by its data. That of a PDF can begin anywhere in the first kilobyte (ISO 32000-1,
    /// annex H).
    /// </summary>
    private static bool HasSignature(ReadOnlySpan<byte> data)
    {
        const int HeadBytes = 1_024;
        if (IsPackage(data) || MediaTypes.OfImage(data) is not null) return true;
        Span<byte> head = stackalloc byte[HeadBytes + 8];
        var length = Math.Min(data.Length, (HeadBytes / 3 + 2) * 4);
        Base64.DecodeFromUtf8(data[..length], head, out _, out var written, isFinalBlock: length == data.Length);
        return head[..written].IndexOf("%PDF-"u8) >= 0;
    }

    /// <summary>A PDF or a ZIP, whatever its type says: some providers look at the data, or at the name of the file.</summary>
    private static bool IsPackage(ReadOnlySpan<byte> data) => data.StartsWith("JVBERi0"u8) || data.StartsWith("UEsD"u8);
}
