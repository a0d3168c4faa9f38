using System.Globalization;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// The tool calls of one answer, told apart whatever the upstream says of them: by index where that can be trusted, by id, by name, by
/// whether the call before is whole. Seen in the field: no index at all (Gemini), one index for all calls, an id on every piece, another id
/// on every piece, none anywhere, the whole call sent once more at the end.
/// </summary>
/// <param name="stem">What the ids that are made up here begin with: of the request, so that they are its own and the same each
/// time.</param>
internal sealed class ToolCallTable(string stem)
{
    /// <summary>In place of an index where the upstream gives none.</summary>
    public const int NoIndex = -1;

    private readonly List<ToolCallEntry> calls = [];
    private readonly Dictionary<int, ToolCallEntry> byIndex = [];

    public IReadOnlyList<ToolCallEntry> Calls => calls;

    /// <summary>A call's head waits for what follows it.</summary>
    public bool HasUntold => calls.Exists(static call => !call.IsTold);

    /// <summary>A table for an answer to a request.</summary>
    public static ToolCallTable For(RequestId request) => new($"call_{request.Value:N}");

    /// <summary>The call that a piece belongs to; a new one where it begins one.</summary>
    public ToolCallEntry Of(int index, in ToolCallHead head)
    {
        if (Known(index, head) is { } known) return known;
        var call = new ToolCallEntry(calls.Count);
        calls.Add(call);
        if (index != NoIndex) byIndex[index] = call;
        return call;
    }

    /// <summary>The call that an index stands for now.</summary>
    public ToolCallEntry? At(int index) => byIndex.GetValueOrDefault(index);

    /// <summary>The id under which a call is told: the upstream's where it is one of a kind.</summary>
    public string IdFor(ToolCallEntry call)
    {
        var taken = call.Id.Length == 0 || calls.Exists(other => other != call && other.IsTold && other.Id == call.Id);
        return taken ? string.Create(CultureInfo.InvariantCulture, $"{stem}{call.Number}") : call.Id;
    }

    private ToolCallEntry? Known(int index, in ToolCallHead head)
    {
        var (id, name) = (head.Id, head.Name);
        if (index != NoIndex) return byIndex.TryGetValue(index, out var indexed) && !BeginsAnother(indexed, id, name) ? indexed : null;
        if (id.Length > 0) return calls.Find(call => call.Id == id) ?? Unnamed(head);
        if (calls.Count == 0) return null;
        var last = calls[^1];
        return name.Length > 0 && (last.IsWhole || (last.Name.Length > 0 && last.Name != name && last.IsTold)) ? null : last;
    }

    /// <summary>The call before, where the piece brings the id that it did not have yet.</summary>
    private ToolCallEntry? Unnamed(in ToolCallHead head) =>
        calls.Count > 0 && calls[^1] is { Id.Length: 0, IsTold: false } last && (head.Name.Length == 0 || last.Name.Length == 0)
            ? last
            : null;

    /// <summary>One index for several calls: the piece has a head of its own while the call of that index has all it needs.</summary>
    private static bool BeginsAnother(ToolCallEntry call, string id, string name)
    {
        if (name.Length == 0) return false;
        if (id.Length == 0) return call.IsWhole;
        return call.Id.Length > 0 && id != call.Id && (call.IsWhole || name != call.Name);
    }
}
