using System.Text.Json;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// Tells JSON that cannot be read from a fault of the program's own. Of bytes that are no JSON the framework throws a
/// <see cref="JsonException"/>; of half a surrogate pair in a text or a name, and of a value of another kind than was asked for, an
/// <see cref="InvalidOperationException"/>, as so much does that is nobody's fault but the program's. Those that the JSON is to blame for
/// bear a mark, by which the framework's own serializer knows them.
/// </summary>
internal static class UnreadableJson
{
    private const string Mark = "System.Text.Json.Rethrowable";

    public static bool Caused(Exception fault) => fault is JsonException or InvalidOperationException { Source: Mark };
}
