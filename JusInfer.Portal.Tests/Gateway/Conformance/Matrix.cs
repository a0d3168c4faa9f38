using System.Text;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>The page that a run of the conformance tests makes.</summary>
internal sealed class Matrix(string[] dialects)
{
    private readonly List<(Capability Capability, string Door, string Upstream, Gap? Gap)> cells = [];

    public void Add(Capability capability, string door, string upstream, Gap? gap) => cells.Add((capability, door, upstream, gap));

    public void ShouldBeThePage(string path)
    {
        var page = Render();
        if (Environment.GetEnvironmentVariable("JUSINFER_WRITE_CONFORMANCE") == "1") File.WriteAllText(path, page);
        File.Exists(path).ShouldBeTrue("Run this test with JUSINFER_WRITE_CONFORMANCE=1 to write the page.");
        File.ReadAllText(path).ShouldBe(page, "Run this test with JUSINFER_WRITE_CONFORMANCE=1 to write the page anew.");
    }

    private string Render()
    {
        var page = new StringBuilder();
        page.Append("""
            # What crosses between dialects

            Made by `Gateway/Conformance` in the tests, which ask each row at each front door of an upstream of each dialect, streamed and whole, over real
            sockets, and compare what was asked with what arrived and what was said with what came. A column is a pair, front door → upstream.

            * **✓** crosses; where both dialects are the same, verbatim.
            * **–** cannot be asked in the door's dialect.
            * **○** is left out on the way, and the call succeeds without it.
            * **✗** is refused with a reason, before the upstream is asked.


            """.ReplaceLineEndings("\n"));
        var pairs = dialects.SelectMany(door => dialects.Select(upstream => (door, upstream))).ToList();
        page.Append("| |").AppendJoin('|', pairs.Select(static pair => $" {Short(pair.door)} → {Short(pair.upstream)} ")).Append("|\n");
        page.Append("|---|").AppendJoin('|', pairs.Select(static _ => ":-:")).Append("|\n");
        var notes = new List<string>();
        foreach (var row in cells.GroupBy(static cell => cell.Capability))
        {
            page.Append("| ").Append(row.Key.Name).Append(" |");
            foreach (var cell in row) page.Append(' ').Append(Sign(cell.Gap, notes)).Append(" |");
            page.Append('\n');
        }

        page.Append('\n');
        for (var i = 0; i < notes.Count; i++) page.Append(i + 1).Append(". ").Append(notes[i]).Append(".\n");
        return page.ToString();
    }

    private static string Short(string dialect) => dialect switch { "openai-chat" => "Chat", "anthropic-messages" => "Messages", _ => "Responses" };

    private static string Sign(Gap? gap, List<string> notes)
    {
        if (gap is null) return "✓";
        var note = char.ToUpperInvariant(gap.Reason[0]) + gap.Reason[1..];
        if (!notes.Contains(note)) notes.Add(note);
        return $"{gap.Kind switch { GapKind.NotExpressible => "–", GapKind.Omitted => "○", _ => "✗" }} {notes.IndexOf(note) + 1}";
    }
}
