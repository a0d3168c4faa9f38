using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>The words of the texts that people read: in pages, messages, errors and articles.</summary>
public sealed partial class WordingTests
{
    /// <summary>The promised name of the tab, the value of a field, the definition of the word, and the word of another product.</summary>
    private static readonly string[] Names =
        ["Developer, Tenant", "the tabs Keys, Usage and Tenant", "the scope tenant", "Team (tenant)", "Of Entra ID"];

    [Fact]
    public void Sentences_say_team() =>
        Texts().Where(static text => Tenant().IsMatch(text.Text) && !Names.Any(name => text.Text.Contains(name, StringComparison.Ordinal)))
            .Select(static text => $"{text.File}: {text.Text.Trim()}").ShouldBeEmpty();

    private static IEnumerable<(string File, string Text)> Texts()
    {
        string[] pages = [.. FilesOf("JusInfer.Portal", "*.razor"), .. FilesOf("content", "*.md"), Repository.PathOf("README.md")];
        foreach (var file in pages)
            foreach (var line in File.ReadLines(file)) yield return (Path.GetFileName(file), InlineCode().Replace(line, ""));
        foreach (var file in FilesOf("JusInfer.Portal", "*.cs"))
            foreach (var line in File.ReadLines(file))
                foreach (Match literal in Literals().Matches(line))
                    yield return (Path.GetFileName(file), literal.Value);
    }

    private static IEnumerable<string> FilesOf(string folder, string pattern) =>
        Directory.EnumerateFiles(Repository.PathOf(folder), pattern, SearchOption.AllDirectories)
            .Where(static file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Contains("obj"));

    /// <summary>A word of a sentence, which parts of addresses, codes and names are not.</summary>
    [GeneratedRegex("""(?<=[\s(])tenants?(?=[\s.,;:)!?])""", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tenant();

    [GeneratedRegex("`[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineCode();

    [GeneratedRegex("""(?<=")(?:[^"\\]|\\.)*(?=")""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literals();
}
