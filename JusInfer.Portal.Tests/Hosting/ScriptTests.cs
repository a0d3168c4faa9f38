using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>What the portal's own scripts do not do. The framework's script is covered by the content security policy, which permits no evaluation.</summary>
public sealed partial class ScriptTests
{
    public static TheoryData<string> Scripts => [.. Directory.GetFiles(Repository.PathOf("wwwroot", "js"), "*.js").Select(Path.GetFileName).OfType<string>()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void No_script_evaluates_text_or_sets_html(string file) => Evaluation().Match(Read(file)).Value.ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Scripts))]
    public void No_script_merges_objects_by_names_of_others(string file) => Pollution().Match(Read(file)).Value.ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Scripts))]
    public void No_script_keeps_people_from_pasting(string file) => Read(file).ShouldNotContain("paste");

    [Theory]
    [InlineData("eval('1')", true)]
    [InlineData("new Function('return 1')", true)]
    [InlineData("setTimeout('go()', 1)", true)]
    [InlineData("element.innerHTML = text", true)]
    [InlineData("element.textContent = text", false)]
    [InlineData("setTimeout(() => go(), 1)", false)]
    public void What_evaluates_text_is_found(string script, bool found) => Evaluation().IsMatch(script).ShouldBe(found);

    private static string Read(string file) => File.ReadAllText(Repository.PathOf("wwwroot", "js", file));

    [GeneratedRegex(@"\beval\s*\(|\bnew\s+Function\b|\bset(Timeout|Interval)\s*\(\s*['""`]|\.(innerHTML|outerHTML)\s*[+]?=|insertAdjacentHTML|document\.write|javascript:", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Evaluation();

    [GeneratedRegex(@"__proto__|\.prototype\b|\bmerge\s*\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pollution();
}
