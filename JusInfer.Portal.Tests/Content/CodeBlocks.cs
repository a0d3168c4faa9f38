using System.Text;
using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit;
using Markdig;
using Markdig.Syntax;

namespace JusInfer.Portal.Tests.Content;

/// <summary>A code block of an article.</summary>
/// <param name="Language">The language that the block names; empty if it names none.</param>
/// <param name="Text">The code, without a line break at its end.</param>
internal sealed record CodeBlockOfArticle(string Language, string Text);

/// <summary>The code blocks of the articles of the repository.</summary>
internal static class CodeBlocks
{
    private static readonly ContentSnapshot Content = ContentFolder.Read(Repository.Root);

    public static IEnumerable<string> Files => Content.All.Select(static article => article.File);

    public static IEnumerable<CodeBlockOfArticle> In(string file) =>
        Markdown.Parse(Encoding.UTF8.GetString(Content.All.Single(article => article.File == file).Markdown.Span)).Descendants<FencedCodeBlock>()
            .Select(static block => new CodeBlockOfArticle(block.Info ?? "", block.Lines.ToString()));

    public static IEnumerable<CodeBlockOfArticle> In(string file, string language) => In(file).Where(block => block.Language == language);
}
