using System.Text.RegularExpressions;
using Markdig.Renderers;

namespace JusInfer.Portal.Content.Markup;

/// <summary>
/// Marks the tokens of a code block with classes when a page is rendered, so that the colors need no script in the browser. A language
/// without a pattern is written without marks. The text of the block does not change.
/// </summary>
internal static partial class CodeHighlighter
{
    /// <summary>The kinds of tokens: the names of groups in the patterns and, after <c>tok-</c>, of classes in the style sheet.</summary>
    private static readonly string[] Kinds = ["comment", "string", "keyword", "name", "number"];

    public static void Write(HtmlRenderer renderer, string language, string code)
    {
        var written = 0;
        foreach (Match token in PatternOf(language)?.Matches(code) ?? Enumerable.Empty<Match>())
        {
            renderer.WriteEscape(code.AsSpan(written, token.Index - written));
            renderer.Write($"<span class=\"tok-{Kinds.First(kind => token.Groups[kind].Success)}\">");
            renderer.WriteEscape(token.Value).Write("</span>");
            written = token.Index + token.Length;
        }

        renderer.WriteEscape(code.AsSpan(written));
    }

    private static Regex? PatternOf(string language) => language switch
    {
        "bash" => Bash(),
        "json" => Json(),
        "yaml" => Yaml(),
        "toml" => Toml(),
        "python" => Python(),
        "javascript" => JavaScript(),
        _ => null,
    };

    [GeneratedRegex(
        """(?<comment>(?<!\S)\#[^\n]*)|(?<string>"(\\.|[^"\\])*"|'[^']*')|(?<name>\$\{?\w+\}?)|(?<keyword>\b(export|cd|exec)\b)""",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bash();

    [GeneratedRegex(
        """(?<name>"(\\.|[^"\\])*"(?=\s*:))|(?<string>"(\\.|[^"\\])*")|(?<keyword>\b(true|false|null)\b)|(?<number>-?\b\d+(\.\d+)?\b)""",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Json();

    [GeneratedRegex(
        """(?<comment>(?<!\S)\#[^\n]*)|(?<name>^[ -]*[\w.-]+(?=:(\s|$)))|(?<string>"[^"\n]*"|'[^'\n]*')|(?<keyword>\b(true|false|null)\b)|(?<number>\b\d+(\.\d+)?\b)""",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Yaml();

    [GeneratedRegex(
        """(?<comment>(?<!\S)\#[^\n]*)|(?<name>^\[[^\]\n]+\]|^[\w.-]+(?=\s*=))|(?<string>"[^"\n]*")|(?<keyword>\b(true|false)\b)|(?<number>\b\d+(\.\d+)?\b)""",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Toml();

    [GeneratedRegex(
        """(?<comment>\#[^\n]*)|(?<string>f?"(\\.|[^"\\\n])*"|f?'(\\.|[^'\\\n])*')|(?<keyword>\b(and|as|async|await|class|def|elif|else|except|False|for|from|if|import|in|is|None|not|or|print|raise|return|True|try|while|with)\b)|(?<number>\b\d+(_\d+)*(\.\d+)?\b)""",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Python();

    [GeneratedRegex(
        """(?<string>"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])*'|`(\\.|[^`\\])*`)|(?<comment>//[^\n]*)|(?<keyword>\b(async|await|break|catch|const|else|export|false|for|from|function|if|import|let|new|null|of|return|true|try|undefined|while)\b)|(?<number>\b\d+(_\d+)*(\.\d+)?\b)""",
        Options,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex JavaScript();

    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant;
}
