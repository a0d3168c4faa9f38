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
    private const string RethrowableSource = "System.Text.Json.Rethrowable";

    public static bool Caused(Exception fault) => fault is JsonException or InvalidOperationException { Source: RethrowableSource };
}
