using System.Text.Json;

namespace JusInfer.Portal.Primitives;

/// <summary>The names of enum values in JSON, CSV and query strings: the C# names in snake case.</summary>
internal static class EnumFormat
{
    public static string Format<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

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
}
