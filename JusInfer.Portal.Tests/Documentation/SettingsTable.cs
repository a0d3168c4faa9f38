using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>
/// The tables of settings in <c>content/docs/settings.md</c>. The text before a table can say how its settings begin: <c>begins with `Section:`</c>.
/// </summary>
internal static partial class SettingsTable
{
    private const string Heading = "| setting | default | meaning |";

    public static IReadOnlyList<DocumentedSetting> Rows { get; } = [.. Read()];

    /// <summary>Whether it has the setting, the list of the entry, or settings below the section.</summary>
    public static bool Has(string key)
    {
        var setting = EntryNumber().Replace(key, "");
        return Rows.Any(row => row.Key == setting || row.Key.StartsWith(setting + ":", StringComparison.Ordinal));
    }

    private static IEnumerable<DocumentedSetting> Read()
    {
        var (isInTable, section) = (false, "");
        foreach (var line in File.ReadLines(Repository.PathOf("content", "docs", "settings.md")))
        {
            if (line.StartsWith('#')) section = "";
            if (Beginning().Match(line) is { Success: true } beginning) section = beginning.Groups["section"].Value;
            isInTable = line == Heading || (isInTable && line.StartsWith('|'));
            if (!isInTable || !line.StartsWith("| `", StringComparison.Ordinal)) continue;
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            var value = Value().Match(cells[2]);
            yield return new DocumentedSetting(section + cells[1].Trim('`'), cells[2], value.Success ? value.Groups["value"].Value : null);
        }
    }

    [GeneratedRegex(@":\d+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    public static partial Regex EntryNumber();

    [GeneratedRegex("begins with `(?<section>[^`]+:)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Beginning();

    [GeneratedRegex("^`(?<value>[^`]+)`$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();
}

/// <summary>A row of the table.</summary>
/// <param name="Key">The setting; entries of lists have the number 0.</param>
/// <param name="Default">The cell of the default.</param>
/// <param name="Value">The default, if the cell is one value; null if it is "none" or a description.</param>
internal sealed record DocumentedSetting(string Key, string Default, string? Value);
