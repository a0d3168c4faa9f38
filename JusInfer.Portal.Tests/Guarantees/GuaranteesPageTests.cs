using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Guarantees;

/// <summary><c>/docs/guarantees/</c> agrees with the tests of known gaps, and with the mutants.</summary>
public sealed partial class GuaranteesPageTests
{
    /// <summary>Gaps are closed, or become known: then this number and the CHANGELOG change.</summary>
    private const int KnownGaps = 5;

    private static readonly string Page = File.ReadAllText(Repository.PathOf("content", "docs", "guarantees.md"));

    [Fact]
    public void Each_known_gap_is_listed_with_the_test_that_shows_it()
    {
        var shown =
            from type in typeof(GuaranteesPageTests).Assembly.GetTypes()
            from method in type.GetMethods()
            where method.GetCustomAttribute<KnownGapAttribute>() is not null
            select $"{method.GetCustomAttribute<KnownGapAttribute>()!.Id} {type.Name}.{method.Name}";

        Evidence().Matches(Page).Select(static gap => gap.Groups["test"].Value).ShouldBe(shown, ignoreOrder: true);
        var rows = Gap().Matches(Page).Select(static row => row.Groups["id"].Value).ToList();
        rows.ShouldBe(shown.Select(static gap => gap.Split(' ')[0]), ignoreOrder: true);
        rows.Count.ShouldBe(KnownGaps);
    }

    [Fact]
    public void Each_mutant_belongs_to_a_guarantee_and_each_guarantee_says_how_many_it_has()
    {
        var mutants = Directory.GetFiles(Repository.PathOf("eng", "mutants"), "*.patch").Select(File.ReadAllText).ToList();
        var counts = mutants.CountBy(static mutant => Invariant().Match(mutant).Groups["name"].Value.Trim());

        var listed = Guarantee().Matches(Page)
            .Select(static row => (row.Groups["name"].Value, int.Parse(row.Groups["mutants"].Value, CultureInfo.InvariantCulture)));

        listed.ShouldBe(counts.Select(static count => (count.Key, count.Value)), ignoreOrder: true);
    }

    /// <summary>Only <c>eng/mutants.sh</c> shows that they are found, but it needs patches that apply.</summary>
    [Fact, Slow]
    public async Task Each_mutant_applies_to_the_code()
    {
        foreach (var mutant in Directory.GetFiles(Repository.PathOf("eng", "mutants"), "*.patch"))
            await OtherProgram.RunAsync("git", "-C", Repository.Root, "apply", "--check", mutant);
    }

    [GeneratedRegex(
        @"^\| (?<id>G\d+) \| \d+ \w+ \d{4} \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gap();

    /// <summary>The comment that names the test of a gap.</summary>
    [GeneratedRegex(
        @"^<!-- gap: (?<test>G\d+ \w+\.\w+) -->$", RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Evidence();

    /// <summary>The row of a guarantee: its name and the number of its mutants.</summary>
    [GeneratedRegex(
        @"^\| \[(?<name>[^\]]+)\]\(#[\w-]+\) \|.*\| (?<mutants>\d+) \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Guarantee();

    [GeneratedRegex("^Invariant: (?<name>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Invariant();
}
