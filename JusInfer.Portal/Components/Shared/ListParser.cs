using System.Collections.Immutable;

namespace JusInfer.Portal.Components.Shared;

/// <summary>Lists that a user types into one field, separated by commas, semicolons or spaces.</summary>
internal static class ListParser
{
    public static ImmutableArray<string> Parse(string? typed) =>
        [.. (typed ?? "").Split([',', ';', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    public static string Format<T>(IEnumerable<T> entries) => string.Join(", ", entries);
}
