using System.Text;

namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>Finds the parts of a data URI in a JSON string (RFC 2397): <c>data:image/png;base64,AAAA</c>.</summary>
internal static class DataUri
{
    private static ReadOnlySpan<byte> Scheme => "data:"u8;

    public static bool IsOne(ReadOnlySpan<byte> escaped) =>
        escaped.Length >= Scheme.Length && Ascii.EqualsIgnoreCase(escaped[..Scheme.Length], Scheme);

    /// <param name="escaped">The escaped text of the URI.</param>
    /// <param name="type">The range of its media type without parameters; empty if it has none.</param>
    /// <param name="start">The offset of its data.</param>
    /// <returns>What is wrong with it, as the end of a sentence; null if it has data in base64.</returns>
    public static string? Find(ReadOnlySpan<byte> escaped, out Range type, out int start)
    {
        (type, start) = (default, 0);
        var comma = escaped.IndexOf((byte)',');
        if (comma < 0) return "is a data URI without a comma before its data: send data:image/png;base64, and the data";
        var head = escaped[Scheme.Length..comma];
        var encoding = head.LastIndexOf((byte)';');
        if (encoding < 0 || !Ascii.EqualsIgnoreCase(head[(encoding + 1)..].Trim((byte)' '), "base64"u8))
            return "is a data URI whose data is not in base64: send data:image/png;base64, and the data";
        type = Scheme.Length..(Scheme.Length + head.IndexOf((byte)';'));
        start = comma + 1;
        return null;
    }
}
