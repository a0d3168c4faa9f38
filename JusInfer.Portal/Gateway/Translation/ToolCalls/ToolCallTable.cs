using System.Globalization;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// The tool calls of one answer, told apart whatever the upstream says of them: by index where that can be trusted, by id, by name, by
/// whether the call before is whole. Seen in the field: no index at all (Gemini), one index for all calls, an id on every piece, another id
/// on every piece, none anywhere, the name on every piece, the whole call sent once more at the end.
/// </summary>
/// <param name="stem">What the ids that are made up here begin with: of the request, so that they are its own and the same each
/// time.</param>
internal sealed class ToolCallTable(string stem)
{
    /// <summary>In place of an index where the upstream gives none.</summary>
    public const int NoIndex = -1;

    private readonly List<ToolCallEntry> calls = [];
    private readonly Dictionary<int, ToolCallEntry> byIndex = [];

    /// <summary>The call that the last piece belonged to.</summary>
    private ToolCallEntry? latest;

    public IReadOnlyList<ToolCallEntry> Calls => calls;

    /// <summary>A call's head waits for what follows it.</summary>
    public bool HasPending => calls.Exists(static call => !call.IsEmitted);

    /// <summary>Arguments of a function have begun and are no whole JSON yet.</summary>
    public bool IsWithinCall => calls.Exists(static call => call is { IsEmpty: false, IsWhole: false, Head.Kind: ToolKind.Function });

    /// <summary>A call has come without the name of its tool so far.</summary>
    public bool HasNameless => calls.Exists(static call => call.Name.Length == 0);

    /// <summary>A table for an answer to a request.</summary>
    public static ToolCallTable For(RequestId request) => new($"call_{request.Value:N}");

    /// <summary>The call that a piece belongs to; a new one where it begins one.</summary>
    public ToolCallEntry Of(int index, in ToolCallHead head)
    {
        if (Known(index, head) is { } known) return latest = known;
        var call = new ToolCallEntry(calls.Count) { HasIndex = index != NoIndex };
        calls.Add(call);
        if (call.HasIndex) byIndex[index] = call;
        return latest = call;
    }

    /// <summary>The call that an index stands for now.</summary>
    public ToolCallEntry? At(int index) => byIndex.GetValueOrDefault(index);

    /// <summary>
    /// A head that could begin a call or be that of a whole one once more, as some send it with every piece: the arguments that come with
    /// it tell, or that none do. Without an index, another id is another call's.
    /// </summary>
    public bool IsUnclear(int index, in ToolCallHead head)
    {
        var call = index != NoIndex ? At(index) : head.Id.Length == 0 ? latest : null;
        return call is { IsWhole: true } && call.Name == head.Name && BeginsAnother(call, head);
    }

    /// <summary>The id under which a call is told: the upstream's where it is one of a kind.</summary>
    public string IdFor(ToolCallEntry call)
    {
        var taken = call.Id.Length == 0 || calls.Exists(other => other != call && other.IsEmitted && other.Id == call.Id);
        return taken ? string.Create(CultureInfo.InvariantCulture, $"{stem}{call.Number}") : call.Id;
    }

    private ToolCallEntry? Known(int index, in ToolCallHead head)
    {
        var (id, name) = (head.Id, head.Name);
        if (index != NoIndex)
        {
            if (At(index) is { } indexed) return BeginsAnother(indexed, head) ? null : indexed;
            return id.Length == 0 && name.Length == 0 && latest is { HasIndex: false, IsWhole: false } ? latest : null;
        }

        bool MayBe(string other) => name.Length == 0 || other.Length == 0 || name == other;
        if (id.Length > 0) return calls.Find(call => call.Id == id && (!call.IsWhole || MayBe(call.Name))) ?? Unnamed(head);
        if (latest is not { Name.Length: > 0 } last || name.Length == 0) return latest;
        return last.IsWhole || (last.Name != name && last.IsEmitted) ? null : last;
    }

    /// <summary>The call before, where the piece brings the id that it did not have yet.</summary>
    private ToolCallEntry? Unnamed(in ToolCallHead head) =>
        latest is { Id.Length: 0, IsEmitted: false } last && (head.Name.Length == 0 || last.Name.Length == 0) ? last : null;

    /// <summary>One index for several calls: the piece has a head of its own while the call of that index has all it needs.</summary>
    private static bool BeginsAnother(ToolCallEntry call, in ToolCallHead head)
    {
        if (head.Name.Length == 0) return false;
        var hasOtherId = head.Id.Length > 0 && call.Id.Length > 0 && head.Id != call.Id;
        if (call.Name.Length == 0) return hasOtherId && call.IsWhole;
        return call.IsWhole ? hasOtherId || head.Id.Length == 0 || head.Name != call.Name : hasOtherId && head.Name != call.Name;
    }
}
