using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Makes the names that clients send storable in both databases. PostgreSQL rejects NUL, unpaired surrogates and index entries above about
/// 2,700 bytes. One such name must not fail a batch with the records of other clients.
/// </summary>
internal static class StorableText
{
    public const int MaxLength = 200;

    /// <summary>NUL and all surrogates. <see cref="ReplaceUnstorable"/> keeps the surrogates that form a pair.</summary>
    private static readonly SearchValues<char> Candidates =
        SearchValues.Create(['\0', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    /// <summary>Replaces what cannot be stored in the names of a record by U+FFFD and cuts them at <see cref="MaxLength"/>.</summary>
    public static UsageRecord Sanitize(UsageRecord record) =>
        IsStorable(record.User) && IsStorable(record.Session) && IsStorable(record.ModelRequested)
            ? record
            : record with
            {
                User = ReplaceUnstorable(record.User),
                Session = ReplaceUnstorable(record.Session),
                ModelRequested = ReplaceUnstorable(record.ModelRequested),
            };

    /// <summary>Whether a text can be an id in the store. If not, no row has this id.</summary>
    public static bool CanBeId(string id) => id.Length > 0 && IsStorable(id);

    private static bool IsStorable(string? text) => text is null || (text.Length <= MaxLength && !text.AsSpan().ContainsAny(Candidates));

    [return: NotNullIfNotNull(nameof(text))]
    private static string? ReplaceUnstorable(string? text)
    {
        if (text is null || IsStorable(text)) return text;
        var storable = new StringBuilder(MaxLength);
        foreach (var rune in text.EnumerateRunes())
        {
            if (storable.Length + rune.Utf16SequenceLength > MaxLength) break;
            storable.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return storable.ToString();
    }
}
