using System.Globalization;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// The tool calls of one answer. Assigns each streamed piece to its call, by a reliable index, by the id, by the name, or by whether the
/// previous call is complete. Providers differ: some send no index (Gemini), one index for all calls, an id on every piece, a different id on
/// every piece, no ids, the name on every piece, or the complete call again at the end.
/// </summary>
/// <param name="stem">The prefix of generated ids. It is derived from the request, so that the ids are unique and reproducible.</param>
internal sealed class ToolCallTable(string stem)
{
    /// <summary>The index of a piece for which the upstream sends none.</summary>
    public const int NoIndex = -1;

    private readonly List<ToolCallEntry> calls = [];
    private readonly Dictionary<int, ToolCallEntry> byIndex = [];

    /// <summary>The call of the last piece.</summary>
    private ToolCallEntry? latest;

    public IReadOnlyList<ToolCallEntry> Calls => calls;

    /// <summary>The head of a call is held.</summary>
    public bool HasPending => calls.Exists(static call => !call.IsEmitted);

    /// <summary>The arguments of a function have begun and are not complete JSON yet.</summary>
    public bool IsWithinCall => calls.Exists(static call => call is { IsEmpty: false, IsComplete: false, Head.Kind: ToolKind.Function });

    /// <summary>A call has no tool name so far.</summary>
    public bool HasUnnamedCall => calls.Exists(static call => call.Name.Length == 0);

    /// <summary>Creates the table for the answer to a request.</summary>
    public static ToolCallTable For(RequestId request) => new($"call_{request.Value:N}");

    /// <summary>The call of a piece. Adds a call if the piece begins one.</summary>
    public ToolCallEntry GetOrAdd(int index, in ToolCallHead head)
    {
        if (FindExisting(index, head) is { } existing) return latest = existing;
        var call = new ToolCallEntry(calls.Count) { HasIndex = index != NoIndex };
        calls.Add(call);
        if (call.HasIndex) byIndex[index] = call;
        return latest = call;
    }

    /// <summary>The call that currently has an index.</summary>
    public ToolCallEntry? Find(int index) => byIndex.GetValueOrDefault(index);

    /// <summary>
    /// A head that either begins a call or repeats the head of a complete call, which some providers send with every piece. Whether arguments
    /// follow decides it. Without an index, a different id begins another call.
    /// </summary>
    public bool IsAmbiguous(int index, in ToolCallHead head)
    {
        var call = index != NoIndex ? Find(index) : head.Id.Length == 0 ? latest : null;
        return call is { IsComplete: true } && call.Name == head.Name && StartsAnotherCall(call, head);
    }

    /// <summary>The id of a call for the client: the upstream's id if it is unique in the answer, otherwise a generated one.</summary>
    public string IdFor(ToolCallEntry call)
    {
        var needsId = call.Id.Length == 0 || calls.Exists(other => other != call && other.IsEmitted && other.Id == call.Id);
        return needsId ? string.Create(CultureInfo.InvariantCulture, $"{stem}{call.Number}") : call.Id;
    }

    private ToolCallEntry? FindExisting(int index, in ToolCallHead head)
    {
        var (id, name) = (head.Id, head.Name);
        if (index != NoIndex)
        {
            if (Find(index) is { } indexed) return StartsAnotherCall(indexed, head) ? null : indexed;
            return id.Length == 0 && name.Length == 0 && latest is { HasIndex: false, IsComplete: false } ? latest : null;
        }

        bool CouldBe(string other) => name.Length == 0 || other.Length == 0 || name == other;
        if (id.Length > 0) return calls.Find(call => call.Id == id && (!call.IsComplete || CouldBe(call.Name))) ?? LatestWithoutId(head);
        if (latest is not { Name.Length: > 0 } last || name.Length == 0) return latest;
        return last.IsComplete || (last.Name != name && last.IsEmitted) ? null : last;
    }

    /// <summary>The previous call, if the piece contains the id that it was missing.</summary>
    private ToolCallEntry? LatestWithoutId(in ToolCallHead head) =>
        latest is { Id.Length: 0, IsEmitted: false } last && (head.Name.Length == 0 || last.Name.Length == 0) ? last : null;

    /// <summary>Whether a piece reuses the index for another call: it has a new head, and the call with this index is complete.</summary>
    private static bool StartsAnotherCall(ToolCallEntry call, in ToolCallHead head)
    {
        if (head.Name.Length == 0) return false;
        var hasOtherId = head.Id.Length > 0 && call.Id.Length > 0 && head.Id != call.Id;
        if (call.Name.Length == 0) return hasOtherId && call.IsComplete;
        return call.IsComplete ? hasOtherId || head.Id.Length == 0 || head.Name != call.Name : hasOtherId && head.Name != call.Name;
    }
}
