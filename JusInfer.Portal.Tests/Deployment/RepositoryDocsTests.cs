using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Deployment;

/// <summary>What a stranger reads first keeps up with the tree.</summary>
public sealed partial class RepositoryDocsTests
{
    private const string Architecture = "docs/ARCHITECTURE.md";

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.PathOf("CHANGELOG.md")).Select(static file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Each_link_to_a_file_leads_to_one(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(page))!;

        var broken = Links().Matches(File.ReadAllText(Repository.PathOf(page))).Select(static link => link.Groups["target"].Value)
            .Where(static target => !target.StartsWith("https://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])));

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void The_architecture_names_every_room_and_no_other()
    {
        var named = Rooms().Matches(File.ReadAllText(Repository.PathOf(Architecture))).Select(static room => room.Groups["room"].Value);
        var built = Directory.EnumerateDirectories(Repository.PathOf("JusInfer.Portal")).Select(static folder => Path.GetFileName(folder)!).Except(["bin", "obj"]);

        named.ShouldBe(built, ignoreOrder: true);
    }

    [GeneratedRegex(@"\]\((?<target>[^)#][^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links();

    /// <summary>The table's lines, which end with one room: <c>| a question | `Room/` |</c>.</summary>
    [GeneratedRegex(@"^\| [^|]+\? \| `(?<room>\w+)/` \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rooms();
}
