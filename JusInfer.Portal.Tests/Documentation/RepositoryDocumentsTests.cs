using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.Architecture;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>The documents that a newcomer reads first agree with the repository.</summary>
public sealed partial class RepositoryDocumentsTests
{
    private static readonly string[] DecisionSections = ["Status", "Context", "Decision", "Consequences"];

    /// <summary>Every Markdown document of the repository except the articles in content/, which are checked when they are loaded.</summary>
    public static TheoryData<string> Documents =>
    [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", .. Below("docs"),
    ];

    public static TheoryData<string> DecisionRecords => [.. Below("docs/adr")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_relative_link_leads_to_a_file_or_folder(string document)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(document))!;

        var broken = Links().Matches(TextOf(document)).Select(static link => link.Groups["target"].Value)
            .Where(static target => !target.StartsWith("https://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])));

        broken.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_test_class_that_a_document_names_exists(string document)
    {
        var named = TestClasses().Matches(TextOf(document)).Select(static test => test.Groups["label"].Value);

        named.Except(TestSources.Classes.Select(static test => test.Label)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(DecisionRecords))]
    public void A_decision_record_has_the_usual_sections(string document)
    {
        var sections = Sections().Matches(TextOf(document)).Select(static section => section.Groups["title"].Value).ToList();

        sections.Take(DecisionSections.Length).ShouldBe(DecisionSections);
        sections.Skip(DecisionSections.Length).Except(["Measurements"]).ShouldBeEmpty();
    }

    [Fact]
    public void Decision_records_are_numbered_without_a_gap()
    {
        var numbers = Below("docs/adr").Select(static document => int.Parse(Path.GetFileName(document).Split('-')[0])).Order().ToList();

        numbers.ShouldBe(Enumerable.Range(1, numbers.Count));
    }

    [Fact]
    public void The_architecture_lists_every_module_and_no_other()
    {
        var listed = Modules().Matches(TextOf("docs/ARCHITECTURE.md")).Select(static module => module.Groups["module"].Value);
        var existing = Directory.EnumerateDirectories(Repository.PathOf("JusInfer.Portal")).Select(static folder => Path.GetFileName(folder)!).Except(["bin", "obj"]);

        listed.ShouldBe(existing, ignoreOrder: true);
    }

    [Fact]
    public void The_architecture_states_the_dependency_rules_that_are_enforced()
    {
        var stated =
            from row in Table(TextOf("docs/ARCHITECTURE.md"), "| module | may use |")
            from module in row[0].Split(", ")
            select $"{module} may use {row[1].Split(':')[0]}";
        var enforced =
            from rule in DependencyRules.Modules
            where rule.Key != "Primitives"
            let used = rule.Value is [DependencyRules.Everything] ? "all" : rule.Value is [] ? "nothing" : string.Join(", ", rule.Value).Replace('.', '/')
            select $"{rule.Key.Replace('.', '/')} may use {used}";

        stated.ShouldBe(enforced, ignoreOrder: true);
    }

    [Fact]
    public void The_readme_has_the_command_that_checks_every_change()
    {
        var check = File.ReadLines(Repository.PathOf(".ci", "run")).Last();

        check.ShouldStartWith("exec ");
        TextOf("README.md").ReplaceLineEndings("\n").ShouldContain($"\n```\n{check["exec ".Length..]}\n```\n");
    }

    [Fact]
    public void The_changelog_describes_the_version_that_is_built_in_at_most_60_lines()
    {
        var versions = TextOf("CHANGELOG.md").ReplaceLineEndings("\n").Split("\n## ")[1..];

        versions[0].ShouldStartWith($"{ProductVersion.Text.Split('-')[0]}\n");
        foreach (var version in versions) version.TrimEnd().Split('\n').Length.ShouldBeLessThanOrEqualTo(60);
    }

    /// <summary>The cells of a table's rows, below its heading and the line of dashes.</summary>
    private static IEnumerable<string[]> Table(string text, string heading) => text[text.IndexOf(heading, StringComparison.Ordinal)..]
        .Split('\n').TakeWhile(static line => line.StartsWith('|')).Skip(2).Select(static row => row.Trim('|', ' ').Split(" | "));

    private static string TextOf(string document) => File.ReadAllText(Repository.PathOf(document));

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(Repository.PathOf(folder), "*.md", SearchOption.AllDirectories).Select(static file => Path.GetRelativePath(Repository.Root, file));

    [GeneratedRegex(@"\]\((?<target>[^)#][^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links();

    [GeneratedRegex("`(?<label>(E2E|Clients)/\\w+|\\w+(Tests|Contract))`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestClasses();

    [GeneratedRegex(@"^## (?<title>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sections();

    /// <summary>The rows of the module table, which end with one folder: <c>| a question? | `Module/` |</c>.</summary>
    [GeneratedRegex(@"^\| [^|]+\? \| `(?<module>\w+)/`(: [^|]+)? \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Modules();
}
