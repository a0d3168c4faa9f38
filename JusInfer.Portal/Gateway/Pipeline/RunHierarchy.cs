using System.Collections.Concurrent;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// Finds the root of a run tree: the run that no other one started. Clients name only the run that started this one, so the earlier names
/// are kept, for this process.
/// </summary>
internal sealed class RunHierarchy
{
    private const int MaxEntries = 100_000;

    private readonly ConcurrentDictionary<(TeamId, string), string> roots = new();

    /// <summary>Adds the root to the attribution of a call; a call that names no run has none.</summary>
    public Attribution Complete(Attribution attribution, TeamId team)
    {
        if (attribution.RunId is not { } run) return attribution;
        if (attribution.ParentRunId is not { } parent || parent == run)
            return attribution with { RootRunId = roots.GetValueOrDefault((team, run), run) };
        if (roots.Count >= MaxEntries) roots.Clear();
        var root = roots.GetOrAdd((team, run), static (_, parentRoot) => parentRoot, roots.GetValueOrDefault((team, parent), parent));
        return attribution with { RootRunId = root };
    }
}
