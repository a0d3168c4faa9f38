using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Columns;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Makes text storable in both databases. PostgreSQL rejects NUL, unpaired surrogates and index entries above about 2,700 bytes. One such
/// text, for example a name that a client sends, must not fail a batch with the records of other clients.
/// </summary>
internal static class StorableText
{
    public const int MaxLength = 200;

    private static readonly ImmutableArray<Column<UsageRecord, string?>> TextColumns =
        [.. UsageColumns.All.OfType<Column<UsageRecord, string?>>()];

    /// <summary>NUL and all surrogates. <see cref="ReplaceUnstorable"/> keeps the surrogates that form a pair.</summary>
    private static readonly SearchValues<char> Candidates =
        SearchValues.Create(['\0', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    /// <summary>
    /// Replaces what cannot be stored in the text of a record by U+FFFD, and cuts the text at <see cref="MaxLength"/>. What the gateway itself
    /// writes, the attempt log, the held limits, the details of the route and the provider's error, is not cut.
    /// </summary>
    public static UsageRecord Sanitize(UsageRecord record)
    {
        var sanitized = record;
        foreach (var column in TextColumns)
        {
            var isOfGateway =
                column.Path[^1].Name is nameof(UsageRecord.AttemptLog) or nameof(UsageRecord.HeldLimits) or nameof(UsageRecord.RouteDetails)
                or nameof(UsageRecord.ProviderError);
            var maxLength = isOfGateway ? int.MaxValue : MaxLength;
            if (column.Get(record) is not { } text || IsStorable(text, maxLength)) continue;
            if (ReferenceEquals(sanitized, record)) sanitized = record with { };
            column.Set(sanitized, ReplaceUnstorable(text, maxLength));
        }

        return sanitized;
    }

    /// <summary>A name or another text as it is in the stored rows.</summary>
    public static string Sanitize(string name, int maxLength = MaxLength) => IsStorable(name, maxLength) ? name : ReplaceUnstorable(name, maxLength);

    /// <summary>Whether a text can be an id in the store. If not, no row has this id.</summary>
    public static bool CanBeId(string id) => id.Length > 0 && IsStorable(id, MaxLength);

    private static bool IsStorable(string text, int maxLength) => text.Length <= maxLength && !text.AsSpan().ContainsAny(Candidates);

    private static string ReplaceUnstorable(string text, int maxLength)
    {
        var storable = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (storable.Length + rune.Utf16SequenceLength > maxLength) break;
            storable.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return storable.ToString();
    }
}
