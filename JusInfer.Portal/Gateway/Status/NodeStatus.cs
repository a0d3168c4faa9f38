using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Gateway.Status;

/// <summary>What this node is doing at one moment.</summary>
/// <param name="RunningCalls">The calls that have not ended.</param>
/// <param name="IsDraining">The node rejects new calls, because it is shutting down.</param>
/// <param name="UnstoredCalls">The calls in the journal that have ended and are not stored yet.</param>
/// <param name="JournalSegments">The files of the journal.</param>
/// <param name="DamagedJournals">The damaged files of earlier journals that are kept.</param>
internal sealed record NodeReport(
    int RunningCalls, bool IsDraining, int UnstoredCalls, int JournalSegments, IReadOnlyList<string> DamagedJournals);

/// <summary>The state of this node, for the operator's page.</summary>
internal sealed class NodeStatus(OpenCalls calls, UsageJournal journal, DamagedJournals damaged)
{
    public NodeReport Report()
    {
        var depth = journal.Depth;
        var running = calls.Running;

        // A running call is in the journal from when it is sent to a provider, and calls end meanwhile.
        return new NodeReport(running, calls.IsDraining, Math.Max(0, depth.Calls - running), depth.Segments, damaged.Find());
    }
}
