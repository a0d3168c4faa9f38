using System.Text.RegularExpressions;
using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>docs/DATA.md: every table of the store has a class, and every class has rules.</summary>
public sealed partial class DataClassesTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "DATA.md")).ReplaceLineEndings("\n");

    /// <summary>The rows of both tables, without their headings: the cells, trimmed.</summary>
    private static readonly string[][] Rows =
    [
        .. Page.Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal) && !line.StartsWith("| class ", StringComparison.Ordinal))
            .Select(static line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    private static IEnumerable<string[]> Rules => Rows.Where(static row => row.Length == 5);

    private static IEnumerable<string[]> Classes => Rows.Where(static row => row.Length == 2);

    [Fact]
    public async Task Every_table_of_the_store_is_in_one_class()
    {
        await using var node = new StoreNode(new StoreOptions(ConnectionString: null, Path.GetTempPath()));
        await using var context = node.OpenContext();
        var tables = context.Model.GetRelationalModel().Tables.Select(static table => table.Name).Order(StringComparer.Ordinal);

        Classes.SelectMany(static row => Names().Matches(row[1]).Select(static name => name.Groups["name"].Value)).Order(StringComparer.Ordinal).ShouldBe(tables);
    }

    [Fact]
    public void Every_class_says_how_it_is_protected_who_reads_it_how_long_it_is_kept_and_what_is_logged()
    {
        Rules.Select(static row => row[0]).ShouldBe(Classes.Select(static row => row[0]));
        Rules.SelectMany(static row => row).ShouldAllBe(static cell => cell.Length > 0);
    }

    [GeneratedRegex("`(?<name>[a-z_]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
