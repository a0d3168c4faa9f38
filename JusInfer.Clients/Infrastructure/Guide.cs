using JusInfer.E2E.Infrastructure;

namespace JusInfer.Clients.Infrastructure;

/// <summary>The code blocks of an article, as its readers copy them.</summary>
internal static class Guide
{
    private const string Fence = "```";

    /// <summary>The first block of a language below a heading.</summary>
    /// <param name="article">The path below <c>content/</c>, without its extension.</param>
    /// <param name="heading">The heading with its number signs.</param>
    /// <param name="language">The language that the block names.</param>
    public static string Block(string article, string heading, string language) => Blocks(article, language, Lines(article).SkipWhile(line => line != heading)).First();

    /// <summary>All blocks of a language, in order.</summary>
    public static IEnumerable<string> Blocks(string article, string language) => Blocks(article, language, Lines(article));

    /// <summary>Replaces the address and the key of the examples.</summary>
    public static string For(this string block, ClientEndpoint endpoint) => block
        .Replace("http://localhost:5080", endpoint.Host, StringComparison.Ordinal)
        .Replace("jinf_your_key", endpoint.Key, StringComparison.Ordinal);

    private static IEnumerable<string> Blocks(string article, string language, IEnumerable<string> lines)
    {
        List<string>? block = null;
        foreach (var line in lines)
        {
            if (block is null)
            {
                if (line == Fence + language) block = [];
            }
            else if (line == Fence)
            {
                yield return string.Join('\n', block) + '\n';
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }

        if (block is not null) throw new InvalidOperationException($"A code block of {article} is not closed.");
    }

    private static string[] Lines(string article) => File.ReadAllLines(Path.Combine(Repository.Root, "content", $"{article}.md"));
}
