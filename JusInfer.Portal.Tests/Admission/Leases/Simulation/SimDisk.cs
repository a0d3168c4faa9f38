using System.Buffers;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>The journal of a node and the names that its processes had.</summary>
internal sealed class SimDisk
{
    /// <summary>The node copies intents to the database.</summary>
    public required bool CopiesIntents { get; init; }

    private readonly ArrayBufferWriter<byte> journal = new(4096);

    public List<LeaseNode> Nodes { get; } = [];

    public ReadOnlySpan<byte> Journal => journal.WrittenSpan;

    public void Write(CallIntent intent) => JournalFormat.Write(journal, intent);

    public void Write(UsageRecord record, NanoUsd overdraft) => JournalFormat.Write(journal, record, overdraft);

    public void Clear()
    {
        journal.ResetWrittenCount();
        Nodes.Clear();
    }
}
