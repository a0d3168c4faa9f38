using System.Text;

namespace JusInfer.Portal.Content;

/// <summary>The articles for language models, in the format of llmstxt.org: a list of links, and all texts in one file.</summary>
internal static class LlmsText
{
    public const string IndexAddress = "/llms.txt";
    public const string FullAddress = "/llms-full.txt";

    private const string Introduction = """
        # JusInfer

        > An LLM gateway and developer portal for coding agents. Agents call /v1 with a key that begins with jinf_, in the form of OpenAI's
        > Chat Completions or Responses, of Anthropic's Messages, or of Gemini's or Ollama's API. jusInfer-auto chooses a model for each call.

        """;

    /// <param name="content">The articles.</param>
    /// <param name="pages">The public pages that are not articles.</param>
    /// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
    public static string IndexOf(ContentSnapshot content, IEnumerable<PublicPage> pages, string origin)
    {
        var text = new StringBuilder(Introduction);
        foreach (var page in pages.Where(static page => page.IsList))
            text.Append($"\n## {page.Title}\n\n- [{page.Title}]({origin}{page.MarkdownAddress}): {page.Description}\n");

        foreach (var (section, title) in ((Section, string)[])[(Section.Docs, "Documentation"), (Section.Connect, "Settings of each client"), (Section.Blog, "Blog")])
        {
            text.Append($"\n## {title}\n\n");
            foreach (var article in content.In(section))
                text.Append($"- [{article.About.Title}]({origin}{article.MarkdownAddress}): {article.About.Description}\n");
        }

        text.Append($"\n## Optional\n\n- [All of the above in one file]({origin}{FullAddress})\n");
        if (content.Changelog is not null) text.Append($"- [Changelog]({origin}{Changelog.MarkdownAddress})\n");
        return text.ToString();
    }

    /// <param name="content">The articles.</param>
    /// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
    public static string FullOf(ContentSnapshot content, string origin)
    {
        var text = new StringBuilder(Introduction);
        foreach (var article in content.All)
            text.Append($"\n# {article.About.Title}\n\nSource: {origin}{article.Address}\n\n{article.Body}\n");
        return text.ToString();
    }
}
