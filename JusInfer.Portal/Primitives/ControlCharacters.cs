namespace JusInfer.Portal.Primitives;

/// <summary>Characters that show nothing, and that a name does not need.</summary>
internal static class ControlCharacters
{
    /// <summary>
    /// Whether a character is a control character, or embeds, overrides or isolates the direction of text (Unicode, UAX 9): a name with one
    /// can look like another one, and turns around what follows it (mastodon/mastodon#1095, XiovV/calich#252). The marks with which Arabic
    /// and Hebrew are written (U+061C, U+200E, U+200F) move nothing but their neighbors.
    /// </summary>
    public static bool Include(char character) => char.IsControl(character) || ChangesDirection(character);

    public static bool ChangesDirection(char character) => character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
