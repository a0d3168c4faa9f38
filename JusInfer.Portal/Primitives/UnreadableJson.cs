using System.Text.Json;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// Distinguishes exceptions that unreadable JSON caused from bugs. System.Text.Json throws a <see cref="JsonException"/> for invalid JSON,
/// but an <see cref="InvalidOperationException"/> for half a surrogate pair in a string or name, and for a value of another kind than
/// requested. The exceptions that the JSON caused have a <see cref="Exception.Source"/> of their own, which the framework's serializer uses
/// too.
/// </summary>
internal static class UnreadableJson
{
    /// <summary>The end of a sentence about a text for which <see cref="HasByteOrderMark"/> is true (Badgerati/Pode#1604).</summary>
    public const string ByteOrderMark = "begins with a byte order mark. Send UTF-8 without one (RFC 8259, section 8.1).";

    private const string RethrowableSource = "System.Text.Json.Rethrowable";

    public static bool Caused(Exception fault) => fault is JsonException or InvalidOperationException { Source: RethrowableSource };

    /// <summary>Whether the bytes begin with the mark that some editors and shells write before UTF-8. Nobody sees it.</summary>
    public static bool HasByteOrderMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8);
}
