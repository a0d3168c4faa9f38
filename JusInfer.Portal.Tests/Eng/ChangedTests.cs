using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Eng;

/// <summary><c>bash eng/test.sh --changed</c>: which tests a change leads to.</summary>
[Slow]
public sealed partial class ChangedTests : IDisposable
{
    private const string Unit = "JusInfer.Portal.Tests";
    private const string Browser = "JusInfer.E2E";

    private readonly PlannedTestCommand command = new();

    private static string Script => File.ReadAllText(Repository.PathOf("eng", "tests", "changed.mjs"));

    [Theory]
    [InlineData("JusInfer.Portal/Mail/MailSender.cs", "Architecture Mail", "")]
    [InlineData("JusInfer.Portal/Data/Stores/KeyStore.cs", "Architecture Contracts Data", "")]
    [InlineData("JusInfer.Portal/Gateway/NewFolder/Call.cs", "Architecture Gateway", "")]
    [InlineData("JusInfer.Portal.Tests/Usage/Journal/EntryCodecTests.cs", "Architecture Usage.Journal", "")]
    [InlineData(
        "JusInfer.Portal/Components/Developer/Keys/KeysPanel.razor",
        "Architecture Components",
        "ChangingSeveralKeys LimitingAKey MintingAKey RevokingAKey RotatingAKey")]
    [InlineData("JusInfer.Portal/Components/Developer/TabBar.razor", "Architecture Components", "NavigatingTheDeveloperArea")]
    [InlineData("JusInfer.Portal/Components/Landing/Parts/Hero.razor", "Architecture Components", "TryingTheDemo WatchingAStreamResume")]
    [InlineData("JusInfer.E2E/Journeys/SigningUp.cs", "", "SigningUp")]
    [InlineData("JusInfer.Clients/Goose.cs", "", "")]
    [InlineData("README.md", "Architecture Content Documentation", "ExploringPublicPages ReadingArticles")]
    [InlineData("JusInfer.Portal/JusInfer.Portal.csproj", "*", "")]
    [InlineData("JusInfer.Portal.Tests/TestKit/Eventually.cs", "*", "")]
    public async Task A_changed_file_leads_to_the_tests_of_its_module_and_to_the_journeys_through_its_pages(
        string file, string namespaces, string journeys)
    {
        command.Change(file);

        (await command.SelectAsync()).ShouldBe([namespaces, journeys]);
    }

    [Fact]
    public async Task What_it_leads_to_runs_and_what_does_not_is_named()
    {
        command.Change(
            "JusInfer.Portal/Gateway/Wire/Frame.cs",
            "JusInfer.Portal.Tests/Gateway/Wire/FrameTests.cs",
            "JusInfer.E2E/Journeys/SigningUp.cs");

        var run = await command.RunAsync("--changed");

        run.Exit.ShouldBe(0, run.Output);
        command.RunsOf(Unit).ShouldHaveSingleItem().ShouldContain(
            "-class- *OnPostgres -namespace JusInfer.Portal.Tests.Architecture* -namespace JusInfer.Portal.Tests.Gateway.Wire* ");
        command.RunsOf(Browser).ShouldHaveSingleItem().ShouldContain(" -class *.SigningUp ");
        run.Lines[^3].ShouldStartWith("Not run: (--changed) tests on PostgreSQL and with processes of their own, tests of other modules, ");
        run.Lines[^1].ShouldBe("2 passed, 0 failed, 0 skipped");
    }

    [Fact]
    public async Task Without_a_change_nothing_runs()
    {
        command.Change();

        var run = await command.RunAsync("--changed", "v1");

        run.Exit.ShouldBe(0, run.Output);
        run.Lines.ShouldBe(["Nothing that these tests cover has changed since v1."]);
    }

    [Fact]
    public async Task An_unknown_commit_is_named()
    {
        command.Change("JusInfer.Portal/Mail/MailSender.cs");

        var run = await command.RunAsync("--changed", "unknown");

        run.Exit.ShouldBe(64);
        run.Lines.ShouldBe(["What has changed since unknown is unknown: fatal: bad revision"]);
    }

    [Fact]
    public void Every_folder_of_pages_has_journeys_and_all_journeys_exist()
    {
        var lists = Entry().Matches(Part("const Journeys", "const Others"));
        var pages = Repository.PathOf("JusInfer.Portal", "Components");
        var folders = Directory.GetDirectories(pages).Concat(Directory.GetDirectories(Path.Combine(pages, "Developer")));
        string[] journeys = ["Journeys", "Accessibility"];

        lists.Select(static list => list.Groups["key"].Value).ShouldBe(
            folders.Select(folder => Path.GetRelativePath(pages, folder).Replace('\\', '/')), ignoreOrder: true);
        lists.SelectMany(static list => list.Groups["classes"].Value.Split(' ')).ShouldBeSubsetOf(
            journeys.SelectMany(static folder => Directory.GetFiles(Repository.PathOf(Browser, folder)))
                .Select(static file => Path.GetFileNameWithoutExtension(file)));
    }

    [Fact]
    public void All_namespaces_exist()
    {
        var names = Name().Matches(Part("const FurtherNamespaces", "const Journeys")).Select(static name => name.Value.Trim()).ToArray();

        names.Length.ShouldBeGreaterThan(10);
        names.ShouldAllBe(static name => Directory.Exists(Repository.PathOf(Unit, name)));
    }

    public void Dispose() => command.Dispose();

    private static string Part(string start, string end) =>
        Script[Script.IndexOf(start, StringComparison.Ordinal)..Script.IndexOf(end, StringComparison.Ordinal)];

    [GeneratedRegex(
        @"^  '?(?<key>[\w/]+)'?: '(?<classes>[\w ]+)',$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();

    [GeneratedRegex("(?<=')[A-Z][a-z]+(?=')|^  [A-Z][a-z]+(?=:)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
