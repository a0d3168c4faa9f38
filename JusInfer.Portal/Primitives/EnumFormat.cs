using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// The names of enum values in JSON, CSV and query strings: the C# names in snake case, unless a value has another name in a
/// <see cref="JsonStringEnumMemberNameAttribute"/>.
/// </summary>
internal static class EnumFormat
{
    public static string Format<T>(T value)
        where T : struct, Enum =>
        NamesOf<T>.ByValue.TryGetValue(value, out var name) ? name : JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <returns>Null if no value has this name. Case matters.</returns>
    public static T? Parse<T>(string? name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Format(value) == name) return value;
        }

        return null;
    }

    /// <summary>All names, separated by commas, for error messages and descriptions.</summary>
    public static string Names<T>()
        where T : struct, Enum =>
        string.Join(", ", Enum.GetValues<T>().Select(Format));

    private static class NamesOf<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>().Distinct().ToFrozenDictionary(static value => value, NameOf);

        private static string NameOf(T value) =>
            typeof(T).GetField(value.ToString())?.GetCustomAttributes(typeof(JsonStringEnumMemberNameAttribute), inherit: false)
                is [JsonStringEnumMemberNameAttribute given]
                ? given.Name
                : JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
    }
}
