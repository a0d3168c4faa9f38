using System.Text;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>Renders the page with the results of the conformance tests.</summary>
internal sealed class Matrix(string[] clients, string[] upstreams)
{
    private readonly List<(Capability Capability, string Client, string Upstream, Gap? Gap)> cells = [];

    public void Add(Capability capability, string client, string upstream, Gap? gap) => cells.Add((capability, client, upstream, gap));

    public void ShouldMatch(string path)
    {
        var page = Render();
        if (Environment.GetEnvironmentVariable("JUSINFER_WRITE_CONFORMANCE") == "1") File.WriteAllText(path, page);
        File.Exists(path).ShouldBeTrue("Run this test with JUSINFER_WRITE_CONFORMANCE=1 to write the page.");
        File.ReadAllText(path).ShouldBe(page, "Run this test with JUSINFER_WRITE_CONFORMANCE=1 to update the page.");
    }

    private string Render()
    {
        var page = new StringBuilder();
        page.Append("""
            # Conformance between dialects

            Written by `Gateway/Conformance` in the tests, which test each row with each pair of client dialect and upstream dialect, streamed and
            unstreamed, over sockets. They compare the sent request with the received one, and the sent answer with the received one. A column is a
            pair, client → upstream.

            * **✓** is supported; between equal dialects it is passed through unchanged.
            * **–** does not exist in the client dialect.
            * **○** is omitted, and the call succeeds without it.
            * **✗** is rejected with a reason, before the upstream is called.

            The last rows are rules of endpoints. ✓ means that the upstream receives a request that keeps the rule, though the client's
            does not.


            """.ReplaceLineEndings("\n"));
        var pairs = clients.SelectMany(client => upstreams.Select(upstream => (client, upstream))).ToList();
        page.Append("| |").AppendJoin('|', pairs.Select(static pair => $" {ShortName(pair.client)} → {ShortName(pair.upstream)} ")).Append("|\n");
        page.Append("|---|").AppendJoin('|', pairs.Select(static _ => ":-:")).Append("|\n");
        var notes = new List<string>();
        foreach (var row in cells.GroupBy(static cell => cell.Capability))
        {
            page.Append("| ").Append(row.Key.Name).Append(" |");
            foreach (var cell in row) page.Append(' ').Append(Symbol(cell.Gap, notes)).Append(" |");
            page.Append('\n');
        }

        page.Append('\n');
        for (var i = 0; i < notes.Count; i++) page.Append(i + 1).Append(". ").Append(notes[i]).Append(".\n");
        return page.ToString();
    }

    private static string ShortName(string dialect) => dialect switch { "openai-chat" => "Chat", "anthropic-messages" => "Messages", "openai-responses" => "Responses", "gemini" => "Gemini", _ => "Ollama" };

    private static string Symbol(Gap? gap, List<string> notes)
    {
        if (gap is null) return "✓";
        var note = char.ToUpperInvariant(gap.Reason[0]) + gap.Reason[1..];
        if (!notes.Contains(note)) notes.Add(note);
        return $"{gap.Kind switch { GapKind.NotExpressible => "–", GapKind.Omitted => "○", _ => "✗" }} {notes.IndexOf(note) + 1}";
    }
}
