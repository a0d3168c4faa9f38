using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Makes the names that callers give fit for every database. PostgreSQL refuses NUL, half a surrogate pair, and an index entry above some
/// 2700 bytes; a batch must not fail for everyone because one caller sent such a name.
/// </summary>
internal static class StorableText
{
    public const int MaxLength = 200;

    /// <summary>NUL and all halves of surrogate pairs; whole pairs are looked at more closely.</summary>
    private static readonly SearchValues<char> Suspects =
        SearchValues.Create(['\0', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    public static UsageRecord Of(UsageRecord record) =>
        Fits(record.User) && Fits(record.Session) && Fits(record.ModelRequested)
            ? record
            : record with { User = Mend(record.User), Session = Mend(record.Session), ModelRequested = Mend(record.ModelRequested) };

    /// <summary>Whether a text can be an id in the store: what cannot is in none.</summary>
    public static bool IsId(string id) => id.Length > 0 && Fits(id);

    private static bool Fits(string? text) => text is null || (text.Length <= MaxLength && !text.AsSpan().ContainsAny(Suspects));

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Mend(string? text)
    {
        if (text is null || Fits(text)) return text;
        var fitting = new StringBuilder(MaxLength);
        foreach (var rune in text.EnumerateRunes())
        {
            if (fitting.Length + rune.Utf16SequenceLength > MaxLength) break;
            fitting.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return fitting.ToString();
    }
}
