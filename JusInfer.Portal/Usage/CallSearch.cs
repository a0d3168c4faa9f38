using System.Globalization;

namespace JusInfer.Portal.Usage;

/// <summary>
/// What people search calls by: the beginning of a request id, or a text in the run, the end user, the error code or the error message of a
/// call.
/// </summary>
/// <param name="Text">The text; null if ids are searched.</param>
/// <param name="Ids">The first and the last id with the searched beginning.</param>
internal sealed record CallSearch(string? Text, (RequestId First, RequestId Last)? Ids)
{
    public const int MaxLength = 200;

    /// <summary>What precedes a character of a pattern that stands for itself.</summary>
    public const string Escape = "\\";

    private const string IdPrefix = "req_";
    private const int IdDigits = 32;

    /// <summary>
    /// A pattern of <c>LIKE</c> for lower case texts with this one. Of other letters than those of ASCII, SQLite knows no case.
    /// </summary>
    public string Pattern => $"%{string.Concat((Text ?? "").Select(PatternOf))}%";

    /// <returns>Null if there is nothing to search for.</returns>
    public static CallSearch? Parse(string? query)
    {
        if (query?.Trim() is not { Length: > 0 } text) return null;
        if (!text.StartsWith(IdPrefix, StringComparison.OrdinalIgnoreCase)) return new CallSearch(text, Ids: null);
        var digits = text[IdPrefix.Length..];
        return digits.Length <= IdDigits && digits.All(char.IsAsciiHexDigit)
            ? new CallSearch(Text: null, (IdOf(digits, '0'), IdOf(digits, 'f'))) : new CallSearch(text, Ids: null);
    }

    private static string PatternOf(char letter) => letter switch
    {
        '%' or '_' or '\\' => Escape + letter,
        >= 'A' and <= 'Z' => char.ToLowerInvariant(letter).ToString(),
        _ => letter.ToString(),
    };

    private static RequestId IdOf(string digits, char rest) =>
        RequestId.Parse(IdPrefix + digits.PadRight(IdDigits, rest), CultureInfo.InvariantCulture);
}
