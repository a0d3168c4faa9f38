using System.Text.Json;

namespace JusInfer.Portal.Api.Views;

/// <summary>The contract's words for closed sets of values: the names in the code, in snake case.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value that a word stands for; null for any other text.</summary>
    public static T? Parse<T>(string word)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == word) return value;
        }

        return null;
    }

    /// <summary>All of them, for a sentence.</summary>
    public static string List<T>()
        where T : struct, Enum =>
        string.Join(", ", Enum.GetValues<T>().Select(Of));
}
