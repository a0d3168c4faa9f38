namespace JusInfer.Portal.Primitives;

/// <summary>Characters that show nothing, and that a name does not need.</summary>
internal static class ControlCharacters
{
    /// <summary>
    /// Whether a character is a control character, or embeds, overrides or isolates the direction of text (Unicode, UAX 9): a name with one
    /// can look like another one, and turns around what follows it (mastodon/mastodon#1095, XiovV/calich#252). The marks with which Arabic
    /// and Hebrew are written (U+061C, U+200E, U+200F) move nothing but their neighbors. Of the characters without width, those that only
    /// say where a line may break are included, and not those that join letters or keep them apart (U+200C, U+200D), which scripts need.
    /// </summary>
    public static bool Include(char character) =>
        char.IsControl(character) || ChangesDirection(character) || character is '\u200B' or '\u2060' or '\uFEFF';

    /// <summary>The text without them.</summary>
    public static string RemoveFrom(string text)
    {
        foreach (var character in text)
        {
            if (Include(character)) return string.Concat(text.Where(static one => !Include(one)));
        }

        return text;
    }

    public static bool ChangesDirection(char character) => character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
